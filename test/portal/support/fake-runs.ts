import type {
  RunComparison,
  RunDetails,
  RunRow,
  RunsAnswer,
  RunTable,
  RunTraces,
  ServerRuns,
} from "../../../src/portal/api-types/index.js";
import { NOON } from "./fake-data.js";

const run = (
  id: string,
  name: string,
  minutesAgo: number,
  params: RunRow["params"],
  metrics: RunRow["metrics"],
): RunRow => ({
  id,
  name,
  experimentId: "1",
  experiment: "/Users/learner/travel-evaluation",
  status: "FINISHED",
  startTime: NOON - minutesAgo * 60_000,
  endTime: NOON - (minutesAgo - 1) * 60_000,
  params,
  metrics,
  tables: ["eval_results_table.json"],
  serverPage: null,
});

export const RUNS: RunsAnswer = {
  store: "/home/learner/labs/mlruns",
  serverPage: "http://127.0.0.1:5000",
  experiments: [{ id: "1", name: "/Users/learner/travel-evaluation" }],
  runs: [
    run(
      "run-b",
      "tuned",
      10,
      { model: "gpt-4o-ft", temperature: "0" },
      { "groundedness/v1/mean": 3.6, "toxicity/v1/mean": 0.01, "ari_grade_level/v1/mean": 7.9, exact_match: 0.55 },
    ),
    run(
      "run-a",
      "base",
      20,
      { model: "gpt-4o", temperature: "0" },
      { "groundedness/v1/mean": 3.1, "toxicity/v1/mean": 0.02, "ari_grade_level/v1/mean": 9.4, exact_match: 0.35 },
    ),
    {
      ...run("run-c", "", 45, { model: "gpt-35-turbo" }, { "groundedness/v1/mean": null }),
      status: "FAILED",
      tables: [],
    },
  ],
};

const QUESTIONS = [
  "What should I see in Lisbon?",
  "How long does the tram take?",
  "Is the museum open on Mondays?",
  "Which bridge is the oldest?",
  "Where can I swim?",
];

export function runDetails(row: RunRow): RunDetails {
  return {
    ...row,
    tags: { "mlflow.user": "learner", lab: "02" },
    bestMetrics: { "groundedness/v1/mean": { min: 2.8, max: 3.6, points: 4 } },
    artifacts: [{ path: "eval_results_table.json", size: 4_096 }],
    datasets: [{ name: "questions.jsonl", digest: "8f2b1c", sourceType: "local" }],
    traceCount: row.tables.length === 0 ? 0 : 1,
  };
}

export const TABLE: RunTable = {
  name: "eval_results_table.json",
  columns: [
    "inputs",
    "outputs",
    "groundedness/v1/score",
    "groundedness/v1/justification",
    "toxicity/v1/score",
    "trace_id",
  ],
  rows: Array.from({ length: 40 }, (_, index) => [
    `${QUESTIONS[index % 5]} (${index + 1})`,
    index === 7 ? "<img src=x onerror=alert(1)> **no**" : `Answer ${index + 1}: take the tram and stay for the light.`,
    index === 11 ? null : 1 + ((index * 7) % 5),
    index === 11 ? "The judge's answer holds no score." : "The answer repeats what the context says.",
    ((index * 13) % 20) / 100,
    index === 0 ? "tr-1" : "",
  ]),
  scores: [
    {
      column: "groundedness/v1/score",
      name: "groundedness/v1",
      greaterIsBetter: true,
      reason: "groundedness/v1/justification",
      scored: 39,
      mean: 3.02,
    },
    { column: "toxicity/v1/score", name: "toxicity/v1", greaterIsBetter: false, reason: null, scored: 40, mean: 0.09 },
  ],
};

/** What an MLflow server holds, whose pages are its own. */
export const SERVER_RUNS: ServerRuns = {
  page: "http://127.0.0.1:5000",
  runs: [
    {
      id: "0f".repeat(16),
      name: "polite-dolphin-481",
      experiment: "/Users/learner/travel-evaluation",
      status: "FINISHED",
      startTime: NOON - 3_600_000,
      page: `http://127.0.0.1:5000/#/experiments/3/runs/${"0f".repeat(16)}`,
    },
  ],
};

export const TRACES: RunTraces = {
  traces: [
    {
      id: "tr-1",
      requestTime: NOON - 600_000,
      duration: 812,
      state: "OK",
      request: { question: QUESTIONS[0] },
      response: "Take the tram.",
      spans: [
        {
          id: "s1",
          parentId: null,
          name: "answer",
          type: "CHAIN",
          start: 0,
          duration: 812,
          status: "OK",
          error: null,
          inputs: { question: QUESTIONS[0] },
          outputs: "Take the tram.",
        },
        {
          id: "s2",
          parentId: "s1",
          name: "gpt-4o-ft",
          type: "CHAT_MODEL",
          start: 20,
          duration: 780,
          status: "OK",
          error: null,
          inputs: [{ role: "user", content: QUESTIONS[0] }],
          outputs: { content: "Take the tram." },
        },
      ],
      assessments: [{ name: "groundedness", value: 4, rationale: "It repeats the context." }],
    },
  ],
};

export const COMPARISON: RunComparison = {
  a: { id: "run-a", name: "base" },
  b: { id: "run-b", name: "tuned" },
  on: ["inputs"],
  pairColumns: ["inputs"],
  confidence: 0.95,
  scores: [
    {
      name: "groundedness/v1",
      greaterIsBetter: true,
      meanA: 3.1,
      meanB: 3.6,
      difference: { estimate: 0.5, low: 0.12, high: 0.9 },
      verdict: "better",
      wins: 18,
      ties: 15,
      losses: 7,
      pairs: 40,
    },
    {
      name: "toxicity/v1",
      greaterIsBetter: false,
      meanA: 0.02,
      meanB: 0.01,
      difference: { estimate: -0.01, low: -0.04, high: 0.02 },
      verdict: "no_clear_difference",
      wins: 12,
      ties: 16,
      losses: 12,
      pairs: 40,
    },
    {
      name: "ari_grade_level/v1",
      greaterIsBetter: null,
      meanA: 9.4,
      meanB: 7.9,
      difference: { estimate: -1.5, low: -2.2, high: -0.7 },
      verdict: "lower",
      wins: 6,
      ties: 4,
      losses: 30,
      pairs: 40,
    },
  ],
  overall: [{ name: "exact_match/v1", a: 0.25, b: 0.5 }],
  onlyIn: { a: [], b: ["safety"] },
  settings: [
    { name: "model", a: "gpt-4o", b: "gpt-4o-ft" },
    { name: "top_p", a: null, b: "0.9" },
  ],
  rows: QUESTIONS.map((question, index) => ({
    a: [question, `Base answer ${index + 1}.`],
    b: index === 4 ? null : [question, `Tuned answer ${index + 1}.`],
    differences: index === 4 ? [null, null, null] : [index - 1, 0.01 * index, -index],
  })),
  columns: ["inputs", "outputs"],
};
