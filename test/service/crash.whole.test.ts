import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeTinyChatModel } from "../support/tiny-chat-model.js";
import { surviveKills } from "./crash-rounds.js";

/** `node bench/service-crash.mjs` sets 200; the tests' own are fewer. */
const KILLS = Number(process.env["TUNELAB_KILLS"] ?? 30);

it(
  `nothing acknowledged is lost in ${KILLS} kills at random moments, and a running job ends`,
  { timeout: 120_000 + KILLS * 30_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "tunelab-crash-"));
    try {
      const report = await surviveKills({
        dataDirectory: join(folder, "data"),
        // Most of a life is then work on the store, and not the reading of weights.
        modelPath: writeTinyChatModel(folder),
        kills: KILLS,
        seed: 20_261_121,
        maxLifeMs: 1_500,
        log: console.log,
      });
      const { kills, acknowledged, finishedJobs, jobStatus } = report;
      console.log(`${kills} kills, ${acknowledged} acknowledged requests, ${finishedJobs} jobs, the last ${jobStatus}`);
      expect(report.problems).toEqual([]);
      expect(report.acknowledged).toBeGreaterThan(KILLS);
      expect(report.jobStatus).toBe("succeeded");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
