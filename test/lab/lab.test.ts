import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY } from "../../src/core/index.js";
import { check, openLab } from "../../src/lab/index.js";
import { FakeSink } from "../client/fake-sink.js";

const KEY = "0123456789abcdef0123456789abcdef";
let server: Server;
let env: NodeJS.ProcessEnv;
let refuseMaxTokens = false;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const refused = refuseMaxTokens && body.includes('"max_tokens"');
      response.writeHead(refused ? 400 : 200, { "content-type": "application/json" });
      response.end(
        JSON.stringify(
          refused ? { error: { code: "unsupported_parameter" } } : { model: "gpt-4o-2024-08-06", choices: [] },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  env = {
    AZURE_OPENAI_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AZURE_OPENAI_API_KEY: KEY,
    AZURE_OPENAI_DEPLOYMENT: "mine",
    TUNELAB_BASE_MODEL: "gpt-4o-mini-2024-07-18",
  };
});
afterAll(() => void server.close());

describe("openLab", () => {
  it("shows what will be used, where settings come from, and what has been retired, without secrets", async () => {
    const sink = new FakeSink();
    const lab = await openLab("fine-tune", { env, envFiles: [], sink, today: "2026-11-21" });
    expect(lab).toMatchObject({ provider: "azure", deployment: "mine", model: "gpt-4o-2024-08-06" });
    expect(sink.text).toMatch(/model that answers +gpt-4o-2024-08-06/);
    expect(sink.text).toMatch(/provider +azure/);
    expect(sink.text).toMatch(/expected time +1 hour or more/);
    expect(sink.text).toMatch(/AZURE_OPENAI_API_KEY +•••• cdef \(32 characters\) +environment/);
    expect(sink.text).toContain("was retired on 2026-10-01");
    expect(JSON.stringify(sink.shown)).not.toContain(KEY);
  });

  it("learns the model also from one that refuses max_tokens", async () => {
    refuseMaxTokens = true;
    const lab = await openLab("evaluate", { env, envFiles: [], sink: new FakeSink() });
    refuseMaxTokens = false;
    expect(lab.model).toBe("gpt-4o-2024-08-06");
  });

  it("refuses a lab that there is not", async () => {
    await expect(openLab("cooking" as "welcome", { env, envFiles: [] })).rejects.toMatchObject({ code: "unknown_lab" });
  });
});

describe("check", () => {
  it.each([
    [check.equal("n", 12, 12), true, "it is 12, as expected."],
    [check.equal("n", "12", 12), false, "expected 12, got '12'. One is a string, the other a number."],
    [check.equal("list", [1, 2], [1, 2, 3]), false, "expected 3 at length, got 2."],
    [check.equal("deep", { a: [{ b: 1 }] }, { a: [{ b: 2 }] }), false, "expected 2 at a[0].b, got 1."],
    [check.equal("undefined", undefined, 1, { hint: "Run the cell above." }), false, "Hint: Run the cell above."],
    [check.close("mean", 49.8, 49.75, 0.1), true, "within 0.1"],
    [check.close("mean", 40, 49.75, 0.1), false, "9.75 below 49.75"],
    [check.close("mean", NaN, 1), false, "got NaN"],
    [check.that("done", true), true, "holds"],
    [check.that("done", false, "its status is failed."), false, "its status is failed."],
  ])("%#: explains its verdict", (result, passed, reason) => {
    expect(result.passed).toBe(passed);
    expect(result.reason).toContain(reason);
  });

  it("tells whether something throws, and with which code", async () => {
    const fail = (): never => {
      throw Object.assign(new Error("no"), { code: "broken_line" });
    };
    expect(await check.throws("x", fail, "broken_line")).toMatchObject({ passed: true });
    expect(await check.throws("x", fail, "other")).toMatchObject({ passed: false });
    expect(await check.throws("x", async () => 5)).toMatchObject({
      passed: false,
      reason: expect.stringContaining("5"),
    });
  });

  it("shows itself as text and as HTML with the learner's values escaped", () => {
    const bundle = check.equal("<name>", "<b>", "c")[JUPYTER_DISPLAY]();
    expect(bundle["text/plain"]).toBe("✗ <name>: expected 'c', got '<b>'.");
    expect(bundle["text/html"]).toContain("&lt;name&gt;");
    expect(bundle["text/html"]).not.toContain("'<b>'");
  });
});
