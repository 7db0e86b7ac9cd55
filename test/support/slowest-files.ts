import type { Reporter, TestModule } from "vitest/node";

/** How many files the list names. */
const LISTED = 10;

/**
 * Prints the ten slowest test files of a run, slowest first, each with its seconds from its first import to its last test.
 *
 * @example
 * //  Slowest files
 * //   41.3 s  test/service/http/chat.test.ts
 */
export class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const timed = modules
      .map((module) => ({ path: module.relativeModuleId, seconds: secondsOf(module) }))
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, LISTED);
    if (timed.length < 2) return;
    console.log(" Slowest files");
    for (const { path, seconds } of timed) console.log(`${seconds.toFixed(1).padStart(7)} s  ${path}`);
    console.log("");
  }
}

function secondsOf(module: TestModule): number {
  const { collectDuration, duration, setupDuration } = module.diagnostic();
  return (collectDuration + duration + setupDuration) / 1000;
}
