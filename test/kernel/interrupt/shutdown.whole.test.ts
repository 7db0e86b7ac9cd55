import { describe, it } from "vitest";
import { expectEndWithServer } from "../support/killed-server.js";

describe("a kernel whose Jupyter server is killed", () => {
  it.each([
    ["is idle", "1"],
    ["waits", "await new Promise(() => {})"],
    ["is in the middle of a flood", "while (true) console.log('x'.repeat(1000))"],
  ])("ends by itself within ten seconds while it %s, and takes all with it", async (_name, code) => {
    await expectEndWithServer(code);
  });
});
