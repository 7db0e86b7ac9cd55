import type {
  ConnectionValues,
  DeploymentRow,
  FileReport,
  FileRow,
  JobDetails,
  JobLog,
  JobMetrics,
  JobRow,
  MadeAnswer,
  Me,
  TokenDistribution,
  TunedModelRow,
} from "../../../src/portal/api-types/index.js";

/** A moment that all times of the fake are counted from: 29 November 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 29, 12);
const MINUTE = 60_000;

export const ME: Me = {
  session: { expiresAt: NOON + 86_400_000 },
  service: {
    startId: "start-1",
    version: "0.2.0",
    startedAt: NOON - 60 * MINUTE,
    dataDirectory: "/home/learner/labs/.tunelab/service",
    modelId: "smollm2-135m-instruct",
  },
  apiVersions: { data: "2024-10-21", management: "2023-05-01" },
  managementPath:
    "subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/tunelab/providers/Microsoft.CognitiveServices/accounts/tunelab",
  runStore: "/home/learner/labs/mlruns",
  switches: { values: { quotaZero: false, clockScale: 0, contentFilterText: "" }, active: [] },
  models: [
    ["smollm2-135m-instruct", "1", true],
    ["gpt-4o", "2024-08-06", false],
    ["gpt-4o-mini", "2024-07-18", false],
    ["gpt-35-turbo", "0125", false],
  ].map(([name, version, local]) => ({
    name: name as string,
    version: version as string,
    fineTuning: true,
    methods: ["supervised", "dpo"] as const,
    retirementDate: null,
    local: local as boolean,
    trainingPrice: name === "gpt-4o" ? 25 : 3,
  })),
  contentFilters: ["Microsoft.Default", "Microsoft.DefaultV2"],
  prices: {
    asOf: "2026-11-01",
    hostingPerHour: { Standard: 1.7, GlobalStandard: 1.7, DeveloperTier: 0 },
    hoursPerMonth: 730,
  },
};

const job = (changes: Partial<JobRow> & { readonly id: string }): JobRow => ({
  status: "succeeded",
  model: "gpt-4o-mini",
  suffix: null,
  method: "supervised",
  seed: 105,
  createdAt: NOON - 50 * MINUTE,
  startedAt: NOON - 49 * MINUTE,
  finishedAt: NOON - 40 * MINUTE,
  step: 48,
  totalSteps: 48,
  estimatedFinish: null,
  lastMetrics: { train_loss: 0.41, train_mean_token_accuracy: 0.88 },
  fineTunedModel: null,
  deployments: [],
  error: null,
  trainingFile: "file-travel",
  validationFile: null,
  ...changes,
});

export const JOBS: readonly JobRow[] = [
  job({
    id: "ftjob-0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    status: "failed",
    step: 0,
    totalSteps: null,
    createdAt: NOON - 90 * MINUTE,
    lastMetrics: {},
    trainingFile: "file-broken",
    error: {
      code: "invalid_training_file",
      message: "The training file has 3 lines that cannot be used. Line 2: unrecognized role 'teacher'.",
      param: "training_file",
    },
  }),
  job({
    id: "ftjob-11111111111111111111111111111111",
    suffix: "museum-guide",
    model: "gpt-4o",
    fineTunedModel: "gpt-4o-2024-08-06.ft-11111111111111111111111111111111-museum-guide",
    deployments: ["museum-guide"],
    validationFile: "file-validation",
    createdAt: NOON - 55 * MINUTE,
  }),
  job({
    id: "ftjob-22222222222222222222222222222222",
    method: "dpo",
    status: "paused",
    suffix: "polite",
    step: 20,
    totalSteps: 60,
    finishedAt: null,
    createdAt: NOON - 30 * MINUTE,
    lastMetrics: { train_loss: 0.62, preference_accuracy: 0.75, reward_margin: 0.4 },
  }),
  job({
    id: "ftjob-33333333333333333333333333333333",
    status: "cancelled",
    step: 7,
    totalSteps: 48,
    createdAt: NOON - 20 * MINUTE,
    lastMetrics: { train_loss: 2.31 },
  }),
  job({
    id: "ftjob-44444444444444444444444444444444",
    status: "running",
    suffix: "ft-travel",
    step: 30,
    totalSteps: 48,
    createdAt: NOON - 5 * MINUTE,
    startedAt: NOON - 4 * MINUTE,
    finishedAt: null,
    estimatedFinish: NOON + 2 * MINUTE,
    lastMetrics: { train_loss: 1.23, train_mean_token_accuracy: 0.71, valid_loss: 1.48 },
    validationFile: "file-validation",
  }),
  job({
    id: "ftjob-55555555555555555555555555555555",
    status: "queued",
    step: 0,
    totalSteps: null,
    createdAt: NOON - MINUTE,
    startedAt: null,
    finishedAt: null,
    lastMetrics: {},
  }),
];

/** The whole record of a job of the list. */
export function jobDetails(row: JobRow): JobDetails {
  const isDone = row.status === "succeeded" || row.status === "paused";
  return {
    ...row,
    requested: { n_epochs: "auto", batch_size: "auto", learning_rate_multiplier: 2 },
    resolved: row.totalSteps === null ? null : { n_epochs: 3, batch_size: 1, learning_rate_multiplier: 2 },
    localModel: "smollm2-135m-instruct",
    trainingExamples: row.totalSteps === null ? null : 16,
    trainedTokens: row.status === "succeeded" ? 8_412 : null,
    trainingType: null,
    metadata: { lab: "01", note: "<b>not bold</b>" },
    trainingFileName: row.trainingFile === "file-broken" ? "broken.jsonl" : "travel.jsonl",
    validationFileName: row.validationFile === null ? null : "validation.jsonl",
    resultFiles: row.status === "succeeded" ? [{ id: "file-results", filename: "results.csv" }] : [],
    checkpoints: isDone
      ? [16, 32, 48]
          .filter((step) => step <= row.step)
          .map((step, index) => ({
            id: `ftckpt-${step}`,
            modelId: `${row.fineTunedModel ?? "gpt-4o-mini.ft-2"}:ckpt-step-${step}`,
            step,
            epoch: index + 1,
            createdAt: row.createdAt + step * 10_000,
            metrics: { train_loss: 2 / (index + 1), full_valid_loss: [1.9, 1.4, 1.6][index]! },
            best: step === 32,
            deployable: true,
          }))
      : [],
    bestStep: isDone ? 32 : null,
    trainingMs: row.finishedAt === null ? null : 540_000,
    errorLine: row.status === "failed" ? 2 : null,
  };
}

/** Measurements of a job: a falling training loss, and a validation that rises again. */
export function jobMetrics(row: JobRow): JobMetrics {
  const step = Array.from({ length: row.step }, (_, index) => index + 1);
  const wobble = (at: number): number => Math.sin(at * 1.7) * 0.12 + Math.sin(at * 0.6) * 0.08;
  const loss = step.map((at) => 3.2 * Math.exp(-at / 18) + 0.35 + wobble(at) * Math.exp(-at / 40));
  const everyFifth = (value: (at: number) => number): (number | null)[] =>
    step.map((at) => (at % 5 === 0 ? value(at) : null));
  const valid = (at: number): number => 3 * Math.exp(-at / 14) + 0.8 + Math.max(0, at - 28) * 0.018;
  return {
    cursor: row.step + 3,
    step,
    columns: {
      train_loss: loss,
      train_mean_token_accuracy: loss.map((value) => 1 - value / 4.2),
      ...(row.method === "dpo"
        ? { preference_accuracy: step.map((at) => 0.5 + at / 80), reward_margin: step.map((at) => at / 50) }
        : {}),
      ...(row.validationFile === null
        ? {}
        : {
            valid_loss: everyFifth(valid),
            valid_mean_token_accuracy: everyFifth((at) => 1 - valid(at) / 4.4),
            full_valid_loss: step.map((at) => (at % 16 === 0 ? valid(at) + 0.05 : null)),
          }),
    },
    totalSteps: row.totalSteps,
    epochEnds: row.totalSteps === null ? [] : [16, 32, 48],
  };
}

export function jobLog(row: JobRow): JobLog {
  const messages = [
    "Job enqueued. Waiting for jobs ahead to complete.",
    "Preprocessing completed for file training file.",
    "Job started.",
    "Epoch 1 of 3 has ended <script>alert(1)</script>.",
  ];
  return {
    cursor: row.step + 3,
    lines: [
      ...messages.map((message, index) => ({
        id: `ftevent-${index}`,
        createdAt: row.createdAt + index * 20_000,
        level: "info" as const,
        message,
      })),
      ...(row.error === null
        ? []
        : [
            { id: "ftevent-9", createdAt: row.createdAt + 90_000, level: "error" as const, message: row.error.message },
          ]),
    ],
  };
}

const file = (changes: Partial<FileRow> & { readonly id: string; readonly filename: string }): FileRow => ({
  purpose: "fine-tune",
  bytes: 24_576,
  createdAt: NOON - 100 * MINUTE,
  status: "processed",
  training: "ready",
  statusDetails: null,
  ...changes,
});

export const FILES: readonly FileRow[] = [
  file({ id: "file-travel", filename: "travel.jsonl" }),
  file({ id: "file-validation", filename: "validation.jsonl", bytes: 6_120 }),
  file({
    id: "file-broken",
    filename: "broken.jsonl",
    bytes: 912,
    status: "error",
    training: "wrong_lines",
    statusDetails: "Validation of jsonl file failed: line 2: unrecognized role 'teacher'",
  }),
  file({ id: "file-results", filename: "results.csv", purpose: "fine-tune-results", bytes: 3_210, training: null }),
];

const distribution = (from: number, width: number, counts: readonly number[]): TokenDistribution => ({
  min: from,
  max: from + width * counts.length,
  mean: from + width * 3.4,
  median: from + width * 3,
  p5: from + width * 0.6,
  p10: from + width,
  p90: from + width * 6,
  p95: from + width * 7,
  sum: 2_804,
  histogram: { from, width, counts },
});

export const REPORT: FileReport = {
  fileId: "file-travel",
  method: "supervised",
  lines: 16,
  examples: 16,
  problemCounts: { error: 0, warning: 0 },
  problems: [],
  tokens: {
    encoding: "o200k_base",
    counted: 16,
    total: distribution(62, 24, [1, 2, 4, 3, 2, 2, 1, 1]),
    assistant: distribution(20, 18, [2, 3, 4, 3, 2, 1, 1]),
    overLimit: 0,
    limit: 65_536,
    billedPerEpoch: 2_804,
  },
  samples: [
    {
      line: 1,
      messages: [
        { role: "system", content: "You are a travel guide who answers in one sentence." },
        { role: "user", content: "What should I see in Lisbon?" },
        { role: "assistant", content: "Take tram 28 to **Alfama** and stay for the evening light." },
      ],
    },
    {
      line: 2,
      messages: [
        { role: "user", content: "And in Lyon? <img src=x onerror=alert(1)>" },
        { role: "assistant", content: "Climb Fourvière before breakfast.", weight: 0 },
      ],
    },
  ],
  systemMessage: "You are a travel guide who answers in one sentence.",
};

export const BROKEN_REPORT: FileReport = {
  ...REPORT,
  fileId: "file-broken",
  lines: 5,
  examples: 2,
  problemCounts: { error: 3, warning: 0 },
  problems: [
    {
      line: 2,
      severity: "error",
      code: "unrecognized_role",
      message: "Message 1 has the role 'teacher'; it must be one of system, user, assistant, tool.",
      text: '{"messages":[{"role":"teacher","content":"Hi"},{"role":"assistant","content":"Hello"}]}',
      at: 22,
    },
    {
      line: 3,
      severity: "error",
      code: "invalid_json",
      message: "The line is not JSON: Unexpected end of JSON input.",
      text: '{"messages":[{"role":"user","content":"Hi"}',
      at: 43,
    },
    {
      line: 5,
      severity: "error",
      code: "example_missing_assistant_message",
      message: "No message has the role 'assistant', so there is nothing to learn.",
      text: '{"messages":[{"role":"user","content":"Hi"}]}',
      at: null,
    },
  ],
};

const deployment = (changes: Partial<DeploymentRow> & { readonly name: string }): DeploymentRow => ({
  createdAt: NOON - 200 * MINUTE,
  model: "gpt-4o",
  version: "2024-08-06",
  sku: "Standard",
  capacity: 10,
  state: "Succeeded",
  readyAt: NOON - 200 * MINUTE,
  contentFilter: "Microsoft.Default",
  dynamicQuota: false,
  answeredBy: "smollm2-135m-instruct",
  jobId: null,
  azurePerHour: 0,
  isDefault: true,
  ...changes,
});

export const DEPLOYMENTS: readonly DeploymentRow[] = [
  deployment({ name: "gpt-4o" }),
  deployment({ name: "gpt-35-turbo", model: "gpt-35-turbo", version: "0125" }),
  deployment({
    name: "museum-guide",
    model: JOBS[1]!.fineTunedModel!,
    version: "1",
    capacity: 5,
    jobId: JOBS[1]!.id,
    azurePerHour: 1.7,
    isDefault: false,
    createdAt: NOON - 35 * MINUTE,
  }),
];

export const MODELS: readonly TunedModelRow[] = [
  { id: JOBS[1]!.fineTunedModel!, jobId: JOBS[1]!.id, createdAt: NOON - 40 * MINUTE, baseModel: "gpt-4o" },
];

export const CONNECTION: ConnectionValues = {
  values: [
    { name: "AZURE_OPENAI_ENDPOINT", label: "endpoint", value: "http://127.0.0.1:4242", secret: false },
    { name: "AZURE_OPENAI_API_KEY", label: "key1", value: "local-0123456789abcdef0123456789abcdef", secret: true },
    { name: "AZURE_OPENAI_DEPLOYMENT", label: "deployment", value: "gpt-4o", secret: false },
    { name: "OPENAI_API_VERSION", label: "apiVersion", value: "2024-10-21", secret: false },
    { name: "TEMP_AUTH_TOKEN", label: "token", value: "eyJ0eXAiOiJKV1QiLCJhbGciOiJ.local.token", secret: true },
    { name: "SUBSCRIPTION", label: "subscription", value: "00000000-0000-0000-0000-000000000000", secret: false },
    { name: "RESOURCE_GROUP", label: "resourceGroup", value: "tunelab", secret: false },
    { name: "RESOURCE_NAME", label: "resource", value: "tunelab", secret: false },
  ],
};

/** What notebooks made: some of it here, some of it at a real provider. */
export const MADE: MadeAnswer = {
  made: [
    {
      notebook: "01-fine-tune",
      kind: "deployment",
      id: DEPLOYMENTS[0]!.name,
      endpoint: "embedded",
      madeAt: "2026-03-01T11:00:00Z",
    },
    { notebook: "01-fine-tune", kind: "file", id: FILES[0]!.id, endpoint: "embedded", madeAt: "2026-03-01T10:00:00Z" },
    { notebook: "01-fine-tune", kind: "file", id: "file-gone", endpoint: "embedded", madeAt: "2026-03-01T09:00:00Z" },
    {
      notebook: "02-databricks",
      kind: "deployment",
      id: "gpt-4o-ft",
      endpoint: "https://mine.openai.azure.com",
      madeAt: "2026-02-27T16:30:00Z",
    },
  ],
};
