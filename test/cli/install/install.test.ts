import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { jupyterFolder, type Machine } from "../../../src/cli/install/jupyter-folder.js";

const ROOT = resolve(import.meta.dirname, "../../..");
const MAIN = join(ROOT, "dist/kernel/main.js");

const base = mkdtempSync(join(tmpdir(), "tunelab-install-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const machine = (parts: Partial<Machine> = {}): Machine => ({
  environment: {},
  platform: "linux",
  home: "/home/ana",
  run: () => undefined,
  ...parts,
});

describe("the folder that a kernel is installed into", () => {
  it.each<readonly [string, Parameters<typeof jupyterFolder>[0], Partial<Machine>, string]>([
    ["is the user's on Linux", {}, {}, "/home/ana/.local/share/jupyter"],
    ["is the user's with --user", { user: true }, {}, "/home/ana/.local/share/jupyter"],
    ["follows XDG_DATA_HOME", {}, { environment: { XDG_DATA_HOME: "/data" } }, "/data/jupyter"],
    ["follows JUPYTER_DATA_DIR", {}, { environment: { JUPYTER_DATA_DIR: "/jupyter" } }, "/jupyter"],
    ["is in the library on a Mac", {}, { platform: "darwin" }, "/home/ana/Library/Jupyter"],
    ["is below a prefix", { prefix: "/opt/conda" }, {}, "/opt/conda/share/jupyter"],
    [
      "is in the environment of the jupyter that is found",
      { sysPrefix: true },
      {
        run: () =>
          '{ "data": ["/home/ana/.local/share/jupyter", "/venv/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"] }',
      },
      "/venv/share/jupyter",
    ],
    [
      "is the system's where that is Jupyter's environment",
      { sysPrefix: true },
      {
        run: () => '{ "data": ["/home/ana/.local/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"] }',
      },
      "/usr/local/share/jupyter",
    ],
  ])("%s", (_what, place, parts, expected) => expect(jupyterFolder(place, machine(parts))).toBe(expected));

  it("is not guessed where no jupyter is found", () => {
    expect(() => jupyterFolder({ sysPrefix: true }, machine())).toThrow(
      expect.objectContaining({ code: "jupyter_not_found", hint: expect.stringContaining("--prefix") }),
    );
  });

  it("is one", () => {
    expect(() => jupyterFolder({ user: true, prefix: "/opt" }, machine())).toThrow(
      "--user and --prefix name different",
    );
  });
});

describe("tunelab install and uninstall", () => {
  let home: string;
  let data: string;
  beforeEach(() => {
    home = mkdtempSync(join(base, "home-"));
    data = join(home, ".local/share/jupyter");
  });

  /** Runs the command line in an empty home; `jupyter` is what a script of that name prints, or is not there. */
  function run(...words: string[]): Promise<{ code: number; text: string }> {
    const env = { HOME: home, PATH: `${join(home, "bin")}:${join(process.execPath, "..")}` };
    return new Promise((done) => {
      execFile(process.execPath, [join(ROOT, "dist/cli/main.js"), ...words], { env }, (error, stdout, stderr) =>
        done({ code: Number(error?.code ?? 0), text: stdout + stderr }),
      );
    });
  }

  const kernelJson = (): { readonly argv: readonly string[] } =>
    JSON.parse(readFileSync(join(data, "kernels/tunelab/kernel.json"), "utf8")) as { argv: readonly string[] };

  it("install kernel and extension for the user, once more, and take them back", async () => {
    const first = await run("install");
    expect(first.code).toBe(0);
    expect(first.text).toContain(`The TypeScript kernel is installed in ${data}/kernels/tunelab\n`);
    expect(first.text).toContain("No `jupyter` was found in this shell.");
    expect(kernelJson().argv).toEqual([process.execPath, MAIN, "{connection_file}"]);
    expect(existsSync(join(data, "labextensions/tunelab-display/package.json"))).toBe(true);

    const second = await run("install", "--user");
    expect(second.code).toBe(0);
    expect(second.text).toContain("It was there already, and was written anew.");

    const third = await run("uninstall");
    expect(third).toEqual({ code: 0, text: `The TypeScript kernel was removed from ${data}/kernels\n` });
    expect(existsSync(join(data, "kernels/tunelab"))).toBe(false);
    expect(existsSync(join(data, "labextensions/tunelab-display"))).toBe(false);
  });

  it("tell that nothing is there, and where there is something", async () => {
    const nothing = await run("uninstall");
    expect(nothing.code).toBe(1);
    expect(nothing.text).toContain(`No TypeScript kernel of tunelab is installed in ${data}.`);
    await run("install", "--prefix", join(home, "venv"));
    mkdirSync(join(home, "bin"));
    const paths = JSON.stringify({ data: [data, join(home, "venv/share/jupyter")] });
    writeFileSync(join(home, "bin/jupyter"), `#!${process.execPath}\nconsole.log(${JSON.stringify(paths)});\n`);
    chmodSync(join(home, "bin/jupyter"), 0o755);
    expect((await run("uninstall")).text).toContain(`There is one in ${home}/venv/share/jupyter: give the flag`);
    expect((await run("uninstall", "--sys-prefix")).code).toBe(0);
    expect(existsSync(join(home, "venv/share/jupyter/kernels/tunelab"))).toBe(false);
  });

  it("replace a kernel whose place is gone, and say so", async () => {
    mkdirSync(join(data, "kernels/tunelab"), { recursive: true });
    const old = { argv: ["node", "/old/tunelab/dist/kernel/main.js", "{connection_file}"] };
    writeFileSync(join(data, "kernels/tunelab/kernel.json"), JSON.stringify(old));
    expect((await run("install")).text).toContain(
      "It takes the place of /old/tunelab/dist/kernel/main.js, which is no longer there.\n",
    );
    expect(kernelJson().argv[1]).toBe(MAIN);
  });

  it("say what to do where the folder cannot be written to", async () => {
    writeFileSync(join(home, "prefix"), "a file where the folder would be");
    const { code, text } = await run("install", "--prefix", join(home, "prefix"));
    expect(code).toBe(1);
    expect(text).toBe(
      `${home}/prefix/share/jupyter cannot be written to.\n` +
        "Install for yourself with --user, into an environment of yours with --prefix, or check the folder's owner and the disk's room.\n",
    );
  });

  it("refuse flags that they do not know", async () => {
    const { code, text } = await run("install", "--global");
    expect(code).toBe(1);
    expect(text).toContain("Unknown option '--global'");
  });
});
