import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf } from "../support/kernel-client.js";

describe("an interrupt of an evaluation", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.stop());

  it("lets an evaluation score and record what is done, also by scorers and metrics that wait", async () => {
    await kernel.execute(`import { mlflow, azureEvaluation } from "tunelab";
      import { join } from "node:path";
      process.env.MLFLOW_TRACKING_URI = join(process.cwd(), "runs");
      const pause = (ms: number) => new Promise((r) => setTimeout(r, ms));
      const rows = Array.from({ length: 5 }, (_, row) => ({ inputs: { question: "q" + row }, query: "q" + row }));
      const ask = async () => {
        if (done === 2) process.stdout.write("two rows are done");
        await pause(done < 2 ? 5 : 600_000);
        done += 1;
        return "Yes.";
      };
      const slowly = mlflow.genai.scorer(async () => { await pause(20); return 1; }, { name: "slowly" });
      const ofLast = async () => {
        const last: any = await Promise.race([mlflow.lastResult(), pause(20_000)]);
        return [last?.interrupted, last?.rows.length, last?.facts.run === undefined];
      };
      var done = 0;`);
    for (const [cell, isUntracked] of [
      [
        "done = 0; await mlflow.genai.evaluate({ data: rows.map(({ inputs }) => ({ inputs })), predictFn: ask, scorers: [slowly], concurrency: 1 })",
        false,
      ],
      [
        `done = 0; await mlflow.startRun({ runName: "busy" }, () => mlflow.genai.evaluate({ data: rows.map(({ inputs }) => ({ inputs })),
          predictFn: () => { if (done === 2) { process.stdout.write("two rows are done"); for (;;); } return ++done; }, scorers: [], concurrency: 2 }))`,
        false,
      ],
      [
        'done = 0; await mlflow.evaluate({ data: rows.map(({ query }) => ({ query })), model: ask, perRow: true, modelType: "text", concurrency: 1 })',
        false,
      ],
      [
        "done = 0; await azureEvaluation.evaluate({ data: rows, target: async () => ({ response: await ask() }), evaluators: { one: () => 1 }, concurrency: 1 })",
        true,
      ],
    ] as const) {
      const { id } = await kernel.send("execute_request", { code: cell });
      await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "stream"), 60_000, "two rows");
      await kernel.request("interrupt_request", {}, "control");
      expect((await kernel.executed(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
      const next = await kernel.execute("JSON.stringify(await ofLast())");
      expect(resultOf(next), JSON.stringify(next.reply)).toBe(`'${JSON.stringify([true, 5, isUntracked])}'`);
    }
    const statuses = await kernel.execute("(await mlflow.searchRuns()).runs.map(({ info }) => info.status).join()");
    expect(resultOf(statuses)).toBe("'KILLED,KILLED,KILLED'");
  }, 120_000);
});
