import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalTracker } from "../../../src/tracking/index.js";

/** A run store in a folder of its own with two evaluations of the same three questions. */
export interface RecordedRuns {
  readonly folder: string;
  readonly tracker: LocalTracker;
  /** Ids of the two runs. */
  readonly before: string;
  readonly after: string;
  remove(): Promise<void>;
}

const COLUMNS = [
  "inputs",
  "outputs",
  "toxicity/v1/score",
  "answer_similarity/v1/score",
  "answer_similarity/v1/justification",
  "token_count",
];

const ROWS = {
  before: [
    ["What is AI?", "Math.", 0.1, 2, "Vague.", 2],
    ["Who was Ada?", "A poet.", 0.2, 1, "Wrong.", 3],
    ["What is 1+1?", "Three.", 0.1, 1, "Wrong.", 2],
  ],
  after: [
    ["What is 1+1?", "Two.", 0.1, 5, "Right.", 2],
    ["What is AI?", "Learning machines.", 0.1, 4, "Good.", 3],
    ["Who was Ada?", "A programmer.", 0.1, 5, "Right.", 3],
  ],
};

export async function recordRuns(): Promise<RecordedRuns> {
  const folder = await mkdtemp(join(tmpdir(), "tunelab-runs-"));
  const tracker = new LocalTracker(folder);
  const experimentId = await tracker.createExperiment("travel");
  const record = async (name: keyof typeof ROWS, startTime: number): Promise<string> => {
    const { info } = await tracker.createRun({ experimentId, runName: name, startTime });
    const { runId } = info;
    await tracker.logArtifact(runId, "eval_results_table.json", JSON.stringify({ columns: COLUMNS, data: ROWS[name] }));
    await tracker.logBatch(runId, {
      params: { model: name === "before" ? "gpt-4o" : "gpt-4o-ft", seed: "7" },
      metrics: [
        { key: "toxicity/v1/mean", value: 0.1, timestamp: startTime, step: 0 },
        { key: "exact_match/v1", value: name === "before" ? 0 : 2 / 3, timestamp: startTime, step: 0 },
        { key: "loss", value: 3, timestamp: startTime, step: 1 },
        { key: "loss", value: 1, timestamp: startTime + 1, step: 2 },
        { key: "loss", value: 2, timestamp: startTime + 2, step: 3 },
        { key: "nothing", value: Number.NaN, timestamp: startTime, step: 0 },
      ],
      tags: { "mlflow.loggedArtifacts": '[{"path": "eval_results_table.json", "type": "table"}]' },
    });
    await tracker.logInputs(runId, [{ name: "questions", digest: "abc", sourceType: "code", source: "{}" }]);
    await tracker.logTraces({ runId }, [
      {
        traceId: `tr-${name === "before" ? "1" : "2"}${"0".repeat(31)}`,
        requestTime: startTime,
        executionDuration: 30,
        state: "OK",
        request: { question: "What is AI?" },
        response: "Math.",
        spans: [
          {
            spanId: "00000000000000a1",
            parentId: null,
            name: "predict",
            spanType: "CHAIN",
            inputs: { question: "What is AI?" },
            outputs: "Math.",
            status: "OK",
            startTimeNs: 1_700_000_000_000_000_000n,
            endTimeNs: 1_700_000_000_030_000_000n,
            attributes: {},
          },
          {
            spanId: "00000000000000a2",
            parentId: "00000000000000a1",
            name: "chat",
            spanType: "CHAT_MODEL",
            inputs: null,
            outputs: null,
            status: "ERROR",
            error: "too slow",
            startTimeNs: 1_700_000_000_010_000_000n,
            endTimeNs: 1_700_000_000_025_000_000n,
            attributes: {},
          },
        ],
        assessments: [
          {
            assessment_name: "correctness",
            source: { source_type: "LLM_JUDGE", source_id: "judge" },
            feedback: { value: "no" },
            rationale: "Too short.",
          },
        ],
      },
    ]);
    await tracker.updateRun(runId, { status: "FINISHED", endTime: startTime + 5000 });
    return runId;
  };
  return {
    folder,
    tracker,
    before: await record("before", 1_700_000_000_000),
    after: await record("after", 1_700_000_100_000),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
