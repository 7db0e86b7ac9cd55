import { describe, expect, it } from "vitest";
import { BUSY_CELLS, WatchedKernel } from "../support/leftovers.js";

describe("no process is left behind", () => {
  it.each(BUSY_CELLS.map(([name, code], at) => [at % 2 === 0 ? "restart" : "shutdown", name, code] as const))(
    "by a %s while a cell %s",
    async (way, _name, code) => {
      const watched = await WatchedKernel.start();
      try {
        await watched.begin(code);
        const { kernel } = watched;
        const reply = await kernel.request("shutdown_request", { restart: way === "restart" }, "control");
        expect(reply.content).toEqual({ status: "ok", restart: way === "restart" });
        await kernel.exited;
        await expect.poll(() => watched.all(), { timeout: 20_000 }).toEqual([]);
      } finally {
        await watched.stop();
      }
    },
    120_000,
  );
});
