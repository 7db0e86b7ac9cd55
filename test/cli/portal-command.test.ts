import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { endEmbeddedService, findEmbeddedService } from "../../src/client/index.js";
import { printPortal } from "../../src/cli/jupyter/print-portal.js";

const CLI = resolve(import.meta.dirname, "../../dist/cli/main.js");

describe("npx tunelab portal", { timeout: 240_000 }, () => {
  let data: string;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), "tunelab-portal-command-"));
  });
  afterAll(async () => {
    const service = await findEmbeddedService(data);
    if (service !== undefined) await endEmbeddedService(service);
    await rm(data, { recursive: true, force: true });
  });

  const run = async (
    flags: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number; out: string; err: string }> => {
    const env = { ...process.env, TUNELAB_DATA_DIR: data, ...more };
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, "portal", ...flags], { env });
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    }
  };
  const linkIn = (text: string): URL => new URL(/http:\/\/\S+/.exec(text)![0]);
  const signIn = ({ origin, hash }: URL): Promise<Response> =>
    fetch(`${origin}/session`, {
      method: "POST",
      headers: { "content-type": "application/json", origin, "sec-fetch-site": "same-origin" },
      body: JSON.stringify({ token: new URLSearchParams(hash.slice(1)).get("token") }),
    });

  it("starts the service, prints a link that signs in once, and leaves the service running", async () => {
    const { code, out, err } = await run(["--no-browser", "--page", "/runs"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const link = linkIn(out);
    expect(new URLSearchParams(link.hash.slice(1)).get("to")).toBe("/runs");
    expect((await (await fetch(link.origin)).text()).toLowerCase()).toContain("<!doctype html>");
    expect((await signIn(link)).status).toBe(200);
    expect((await signIn(link)).status).toBe(401);

    const again = await run(["--no-browser"]);
    expect(linkIn(again.out).origin).toBe(link.origin);
    expect(linkIn(again.out).hash).not.toBe(link.hash);
  });

  it.each([
    [["--language", "fr"], "", "fr"],
    [["--language", "pt"], "fr", "pt-BR"],
    [[], "fr", "fr"],
    [[], "", null],
  ])("opens the page in the language asked for: %j with TUNELAB_LANGUAGE=%s", async (flags, chosen, language) => {
    const { out } = await run(["--no-browser", ...flags], { TUNELAB_LANGUAGE: chosen });
    expect(new URLSearchParams(linkIn(out).hash.slice(1)).get("lang")).toBe(language);
  });

  it("prints a link in the labs' language where JupyterLab opens on them, whatever the process speaks", async () => {
    const said: string[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
    vi.stubEnv("TUNELAB_DATA_DIR", data);
    vi.stubEnv("TUNELAB_LANGUAGE", "en");
    try {
      await printPortal("fr");
    } finally {
      log.mockRestore();
      vi.unstubAllEnvs();
    }
    expect(new URLSearchParams(linkIn(said.join("\n")).hash.slice(1)).get("lang")).toBe("fr");
  });

  it("lets a hub's name in", async () => {
    const { out } = await run(["--no-browser", "--host", "hub.example.org"]);
    const { port } = linkIn(out);
    const { request } = await import("node:http");
    const statusFor = (host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const call = request({ host: "127.0.0.1", port, path: "/", headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        call.once("error", reject);
        call.end();
      });
    expect(await statusFor("hub.example.org")).toBe(200);
    expect(await statusFor("other.example.org")).toBe(403);
  });

  it.each([
    [["--page", "jobs"], "route"],
    [["--host", "a b"], "name"],
    [["--language", "xx"], "xx"],
    [["--nonsense"], "--nonsense"],
  ])("ends with what is wrong and no trace: %j", async (flags, word) => {
    const { code, err } = await run(["--no-browser", ...flags]);
    expect(code).toBe(1);
    expect(err).toContain(word);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("tells its flags", async () => {
    const { code, out } = await run(["--help"]);
    expect({ code, first: out.split("\n")[0] }).toEqual({
      code: 0,
      first: "tunelab portal [--no-browser] [--page <route>] [--language <tag>] [--host <name>] [--data-dir <folder>]",
    });
  });
});
