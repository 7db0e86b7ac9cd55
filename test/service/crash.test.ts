import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { surviveKills } from "./crash-rounds.js";

/** `node bench/service-crash.mjs` sets 200; the tests' own few keep them short. */
const KILLS = Number(process.env["TUNELAB_KILLS"] ?? 4);

it(
  `nothing acknowledged is lost in ${KILLS} kills at random moments, and a running job ends`,
  { timeout: 120_000 + KILLS * 30_000 },
  async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "tunelab-crash-"));
    try {
      const report = await surviveKills({
        dataDirectory,
        kills: KILLS,
        seed: 20_261_121,
        maxLifeMs: 2_500,
        log: console.log,
      });
      console.log(`${report.kills} kills, ${report.acknowledged} acknowledged requests, job ${report.jobStatus}`);
      expect(report.problems).toEqual([]);
      expect(report.acknowledged).toBeGreaterThan(KILLS);
      expect(report.jobStatus).toBe("succeeded");
    } finally {
      await rm(dataDirectory, { recursive: true, force: true });
    }
  },
);
