import { defineConfig } from "vitest/config";
import { SlowestFiles } from "./test/support/slowest-files.js";

/** What needs a browser, runs a lab to its end or kills a service for minutes: `npm run test:all`, not `npm test`. */
const WHOLE = ["test/**/*.browser.test.ts", "test/**/*.whole.test.ts"];

export default defineConfig({
  test: {
    // Expected texts are the English ones, whatever the language of whoever runs the tests.
    env: { TUNELAB_LANGUAGE: "en" },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", new SlowestFiles()],
    projects: [
      { extends: true, test: { name: "quick", include: ["test/**/*.test.ts"], exclude: WHOLE } },
      { extends: true, test: { name: "whole", include: WHOLE } },
    ],
  },
});
