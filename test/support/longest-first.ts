import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take the longest, slowest first. Started last, one of them would run alone at the end, with the other
 * processors idle; whoever adds a file that appears among the slowest adds it here.
 */
export const LONGEST: readonly string[] = [
  "notebooks/headless.whole",
  "notebooks/labs.browser",
  "acceptance/azure-openai-lab.whole",
  "tracking/mlflow-server.whole",
  "portal/pages.browser",
  "jupyterlab-extension/display.browser",
  "service/crash.whole",
  "service/http/one-request",
  "kernel/interrupt/leftovers",
  "kernel/cells/hostile-cells",
  "kernel/output/odd-results",
  "display/picture",
  "tracking/local-tracker",
  "service/http/structured-output",
  "training/embedded-model",
  "kernel/interrupt/interrupt",
  "service/inference/kept-prefix",
  "service/http/chat",
  "service/http/tools",
  "service/jobs/fine-tuning",
  "kernel/cells/odd-cells",
  "kernel/interrupt/interrupted-work",
  "kernel/interrupt/shutdown",
  "finetune/embedded-service",
  "kernel/debugger/breakpoints",
  "kernel/cells/programs",
  "kernel/interrupt/crash",
  "acceptance/offline",
];

/** Sorts test files so that those that are known to take long begin first; the others follow as vitest sorts them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    // Projects stay together: a worker that is used for many files serves one project.
    const projects = [...new Set(sorted.map(({ project }) => project.name))];
    return projects.flatMap((name) => {
      const own = sorted.filter(({ project }) => project.name === name);
      return own
        .map((file) => ({ file, rank: rankOf(file.moduleId) }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ file }) => file);
    });
  }
}

function rankOf(moduleId: string): number {
  const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
}
