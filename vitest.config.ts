import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.js";
import { SlowestFiles } from "./test/support/slowest-files.js";

/** What needs a browser, a whole lab or another application, or kills a service for minutes: `npm run test:all`, not `npm test`. */
const WHOLE = ["test/**/*.browser.test.ts", "test/**/*.whole.test.ts"];

/**
 * Files that keep a process of their own: modules are replaced there, a process is measured, danfojs is as it comes, or nobody
 * has switched autolog off before.
 */
const ALONE = [
  "test/evaluate/trace/collect-traces.test.ts",
  "test/service/full-disk.test.ts",
  "test/tracking/full-disk.test.ts",
  "test/kernel/output/display.test.ts",
];

/**
 * `npm test`, which builds first, takes what a test imports of `src` from the build: transforming the sources for every
 * worker costs a tenth of the run. vitest alone takes the sources, so that nothing is stale while working on them.
 */
const FROM_BUILD =
  process.env["TUNELAB_TEST_BUILD"] === "1"
    ? [{ find: /^(?:\.\.\/)+src\/(?!portal\/)/, replacement: `${import.meta.dirname}/dist/` }]
    : [];

/**
 * `--sequence.shuffle.files` sets an order of its own, which a sequencer that is named here would override; and it takes
 * the place of a project's `groupOrder`, without which all projects must have as many workers.
 */
const isShuffled = process.argv.some((word) => word.startsWith("--sequence.shuffle"));

export default defineConfig({
  test: {
    // Expected texts are the English ones, whatever the language of whoever runs the tests.
    env: { TUNELAB_LANGUAGE: "en" },
    // Made by the build already: nothing to transform.
    server: { deps: { external: [/\/dist\//] } },
    testTimeout: 120_000,
    hookTimeout: 240_000,
    pool: "forks",
    // More than the two cores of the smallest machine: much of a file's time, a worker waits for processes that it started.
    maxWorkers: isShuffled ? 2 : 4,
    sequence: isShuffled ? {} : { sequencer: LongestFirst },
    reporters: ["default", new SlowestFiles()],
    projects: [
      {
        extends: true,
        test: {
          name: "quick",
          include: ["test/**/*.test.ts"],
          exclude: [...WHOLE, ...ALONE],
          // Loading the library, its packages and TypeScript anew takes longer than most files run.
          isolate: false,
          alias: FROM_BUILD,
        },
      },
      { extends: true, test: { name: "quick alone", include: ALONE } },
      // A browser, JupyterLab and a training are several busy processes already.
      { extends: true, test: { name: "whole", include: WHOLE, maxWorkers: 2, sequence: { groupOrder: 1 } } },
    ],
  },
});
