import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenAI } from "openai";
import type { FineTuningJob } from "openai/resources/fine-tuning/jobs/jobs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "../src/client/index.js";
import { JUPYTER_DISPLAY, type TrackedRun } from "../src/core/index.js";
import { frameTable, head } from "../src/datasets/index.js";
import { TABLE_MIME, table } from "../src/display/index.js";
import { compare } from "../src/evaluate/index.js";
import { ShownResult, type ResultView } from "../src/evaluate/result/index.js";
import {
  chatPlayground,
  CleanUp,
  compareModels,
  deleteEverything,
  Deployment,
  jobCheckpoints,
  jobEvents,
  jobResults,
  listDeployments,
  listJobs,
  ResumedLab,
  SetupReport,
  WatchedJob,
} from "../src/finetune/index.js";
import { Lab } from "../src/lab/open-lab.js";
import { RunTable } from "../src/tracking/run-table.js";
import { MadeThings } from "../src/client/index.js";
import { FakeSink } from "./client/fake-sink.js";
import { FakeProvider } from "./finetune/fake-provider.js";

const RUN = "0123456789abcdef0123456789abcdef";
const OTHER_RUN = "fedcba9876543210fedcba9876543210";
const JOB = {
  id: "ftjob-1",
  object: "fine_tuning.job",
  status: "succeeded",
  model: "gpt-4o",
  fine_tuned_model: "gpt-4o.ft-1",
  created_at: 1_700_000_000,
  finished_at: null,
  hyperparameters: {},
  result_files: ["file-results"],
} as unknown as FineTuningJob;

let provider: FakeProvider;
let client: OpenAI;
let origin: string;

beforeEach(async () => {
  provider = await FakeProvider.start();
  client = provider.client();
  origin = new URL(client.baseURL).origin;
  provider.answer = ({ path, method }) => {
    if (path.endsWith("/fine_tuning/jobs")) return { json: { data: [JOB] } };
    if (path.endsWith("/fine_tuning/jobs/ftjob-1")) return { json: JOB };
    if (path.endsWith("/events")) return { json: { data: [], has_more: false } };
    if (path.endsWith("/checkpoints")) {
      const checkpoint = { step_number: 1, fine_tuned_model_checkpoint: "ckpt-1", metrics: {}, created_at: 1 };
      return { json: { data: [checkpoint] } };
    }
    if (path.endsWith("/content")) return { text: "step,train_loss\n1,2.5\n" };
    if (path.includes("/providers/") && path.endsWith("/deployments")) {
      const properties = { provisioningState: "Succeeded", model: { name: "gpt-4o.ft-1", version: "1" } };
      return { json: { value: [{ name: "gpt-4o-ft", sku: { name: "standard", capacity: 1 }, properties }] } };
    }
    if (path.endsWith("/chat/completions")) {
      const choice = { index: 0, delta: { content: "Hi" }, finish_reason: "stop", message: { content: "Hi" } };
      return { events: [{ model: "smollm2", choices: [choice] }] };
    }
    return method === "DELETE" ? { status: 500, json: { error: { message: "not today" } } } : undefined;
  };
});
afterEach(() => provider.stop());

const view = (title: string, runId: string): ResultView => ({
  title,
  metrics: { "score/mean": 1 },
  counts: {},
  columns: ["inputs", "score/value"],
  rows: [
    { inputs: "a", "score/value": 1 },
    { inputs: "b", "score/value": 2 },
  ],
  scores: [{ column: "score/value", name: "score" }],
  failures: [],
  warnings: [],
  facts: {},
  page: `${origin}/#/runs/${runId}`,
});

const made = (): MadeThings =>
  Object.assign(new MadeThings(), {
    list: () => Promise.resolve([{ kind: "file", id: "file-1", endpoint: "embedded", madeAt: "2026-01-01T00:00:00Z" }]),
    remove: () => Promise.resolve(),
  });

const management = () => ({
  url: origin,
  subscription: "s",
  resourceGroup: "g",
  account: "a",
  token: "t",
});

const tracked = (runId: string): TrackedRun => ({
  info: {
    runId,
    runName: "first",
    experimentId: "0",
    status: "FINISHED",
    startTime: 0,
    endTime: 1,
    artifactUri: "",
    lifecycleStage: "active",
  },
  metrics: {},
  params: {},
  tags: {},
});

interface Case {
  readonly shows: () => Promise<unknown>;
  /** Routes of the portal that it must lead to. */
  readonly routes: readonly string[];
}

/** Every display of the library that names a job, a file, a deployment or a run, by the file that makes it. */
const NAMING: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  "finetune/jobs/job-reports.ts": {
    "the list of jobs": { shows: () => listJobs(client), routes: ["/jobs/ftjob-1"] },
    "the first rows of the list": { shows: async () => head(await listJobs(client), 1), routes: ["/jobs/ftjob-1"] },
    "a job's events": { shows: () => jobEvents(client, "ftjob-1"), routes: ["/jobs/ftjob-1"] },
    "a job's checkpoints": { shows: () => jobCheckpoints(client, "ftjob-1"), routes: ["/jobs/ftjob-1"] },
    "a job's results": {
      shows: () => jobResults(client, "ftjob-1"),
      routes: ["/jobs/ftjob-1", "/files/file-results"],
    },
    "a job's results as a frame": {
      shows: async () => (await jobResults(client, "ftjob-1")).frame,
      routes: ["/jobs/ftjob-1"],
    },
  },
  "finetune/jobs/watch-job.ts": {
    "a watched job": {
      shows: () => Promise.resolve(new WatchedJob(JOB, [], [], 0, `${origin}/#/jobs/ftjob-1`)),
      routes: ["/jobs/ftjob-1"],
    },
    "a watched job's steps": {
      shows: () => Promise.resolve(new WatchedJob(JOB, [], [], 0, `${origin}/#/jobs/ftjob-1`).frame),
      routes: ["/jobs/ftjob-1"],
    },
  },
  "finetune/deployments/deployments.ts": {
    "the list of deployments": { shows: () => listDeployments(management()), routes: ["/chat?m=gpt-4o-ft"] },
  },
  "finetune/deployments/deploy-model.ts": {
    "a new deployment": {
      shows: () => {
        const page = `${origin}/#/chat?m=gpt-4o-ft`;
        return Promise.resolve(new Deployment("gpt-4o-ft", "m", "standard", 1, "smollm2", 1, page));
      },
      routes: ["/chat?m=gpt-4o-ft"],
    },
  },
  "finetune/deployments/delete-everything.ts": {
    "what is about to be deleted": {
      shows: async () => {
        const sink = new FakeSink();
        await deleteEverything({ client, made: made(), confirm: false, sink });
        return { [JUPYTER_DISPLAY]: () => sink.shown[0]!.bundle.data };
      },
      routes: ["/files/file-1"],
    },
    "what stayed": {
      shows: () => deleteEverything({ client, made: made(), confirm: true, sink: new FakeSink() }),
      routes: ["/files/file-1"],
    },
  },
  "finetune/playground/chat-playground.ts": {
    "a turn": {
      shows: () => chatPlayground({ client, models: ["gpt-4o", "gpt-4o-ft"], sink: new FakeSink() }).send("Hello"),
      routes: ["/chat?m=gpt-4o", "/chat?m=gpt-4o-ft"],
    },
    "the conversation": {
      shows: async () => {
        const chat = chatPlayground({ client, models: "gpt-4o", sink: new FakeSink() });
        await chat.send("Hello");
        return chat.history;
      },
      routes: ["/chat?m=gpt-4o"],
    },
  },
  "finetune/compare/model-comparison.ts": {
    "two models side by side": {
      shows: () =>
        compareModels({
          client: answering(),
          base: "gpt-4o",
          tuned: "gpt-4o-ft",
          heldOut: [
            {
              messages: [
                { role: "user", content: "Hello" },
                { role: "assistant", content: "Hi" },
              ],
            },
          ],
          sink: new FakeSink(),
        }),
      routes: ["/chat?m=gpt-4o", "/chat?m=gpt-4o-ft"],
    },
  },
  "finetune/jobs/resume-lab.ts": {
    "what a notebook goes on with": {
      shows: () => {
        const page = `${origin}/#/jobs/ftjob-1`;
        const thing = { kind: "job", id: "ftjob-1", state: "running", goOn: "", page } as const;
        return Promise.resolve(new ResumedLab(client, [thing], undefined, []));
      },
      routes: ["/jobs/ftjob-1"],
    },
  },
  "finetune/setup/check-setup.ts": {
    "what is set up": {
      shows: () => {
        const page = `${origin}/#/chat?m=gpt-4o`;
        const step = { step: "deployment gpt-4o", works: true, tried: "asked", found: "answers", next: "", page };
        return Promise.resolve(new SetupReport("embedded", [step]));
      },
      routes: ["/chat?m=gpt-4o"],
    },
  },
  "lab/open-lab.ts": {
    "an opened lab": {
      shows: () => Promise.resolve(new Lab("welcome", { client, deployment: "gpt-4o" } as Connection, "smollm2")),
      routes: ["/chat?m=gpt-4o"],
    },
  },
  "tracking/run-table.ts": {
    "found runs": {
      shows: () => Promise.resolve(new RunTable([tracked(RUN)], ({ runId }) => `${origin}/#/runs/${runId}`)),
      routes: [`/runs/${RUN}`],
    },
  },
  "evaluate/result/shown-result.ts": {
    "an evaluation": {
      shows: () =>
        Promise.resolve(
          new ShownResult({
            ...view("first", RUN),
            runId: RUN,
            seconds: 1,
            progress: { asked: 1, done: 1, interrupted: false },
          }),
        ),
      routes: [`/runs/${RUN}`],
    },
  },
  "evaluate/result/compare/comparison.ts": {
    "two evaluations compared": {
      shows: () => Promise.resolve(compare(view("first", RUN), view("second", OTHER_RUN))),
      routes: [`/runs/${RUN}`, `/runs/${OTHER_RUN}`],
    },
  },
};

/** Files that show something else. */
const NAMING_NONE: Readonly<Record<string, string>> = {
  "datasets/chat-dataset.ts": "a file of this machine",
  "datasets/databricks/statement-execution.ts": "rows of a statement",
  "datasets/frames/data-frame.ts": "how frames are shown",
  "datasets/frames/mend-danfo.ts": "how frames are shown",
  "datasets/sql/duckdb.ts": "rows of a statement",
  "datasets/sql/local-volumes.ts": "folders of this machine",
  "evaluate/classic/result/evaluation-result.ts": "the rows alone; the result names the run",
  "evaluate/result/compare/comparison-text.ts": "what the comparison shows",
  "evaluate/result/digest/rows-text.ts": "the rows of a result; the result names the run",
  "evaluate/result/result-table.ts": "the tables that the result shows",
  "finetune/cost/cost-meter.ts": "tokens and money",
  "finetune/cost/price-table.ts": "tokens and money",
  "finetune/cost/token-report.ts": "tokens of a file of this machine",
  "finetune/setup/fetch-lab-data.ts": "files of this machine",
  "finetune/show-portal-page.ts": "the link itself",
  "lab/check.ts": "a learner's own values",
  "lab/open-portal.ts": "the link itself",
  "simulate/simulation-result.ts": "conversations",
};

/** A provider that answers whole, as a comparison asks. */
function answering(): OpenAI {
  const answer = { model: "smollm2", choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] };
  const refusal = Object.assign(new Error("no log-probabilities"), { status: 400 });
  return {
    baseURL: client.baseURL,
    chat: { completions: { create: () => Promise.resolve(answer) } },
    completions: { create: () => Promise.reject(refusal) },
  } as unknown as OpenAI;
}

async function htmlOf(value: unknown): Promise<{ readonly html: string; readonly interactive: string }> {
  const shown = value as { [JUPYTER_DISPLAY](): Promise<Record<string, unknown>> };
  const data = await shown[JUPYTER_DISPLAY]();
  return { html: String(data["text/html"]), interactive: JSON.stringify(data[TABLE_MIME] ?? null) };
}

describe.each(Object.entries(NAMING))("%s", (_, cases) => {
  it.each(Object.entries(cases))("links %s to the portal", async (__, { shows, routes }) => {
    const { html, interactive } = await htmlOf(await shows());
    for (const route of routes) {
      expect(html).toContain(`<a href="${origin}/#${route}" target="_blank" rel="noopener">`);
      // JupyterLab with the extension shows this form and not the HTML.
      if (interactive !== "null") expect(interactive).toContain(JSON.stringify(`${origin}/#${route}`));
    }
  });
});

describe("displays and the portal", () => {
  it("knows of every file that shows something whether it names a job, file, deployment or run", () => {
    const src = join(import.meta.dirname, "..", "src");
    const rooms = [
      "azure-evaluation",
      "client",
      "datasets",
      "evaluate",
      "finetune",
      "lab",
      "mlflow",
      "simulate",
      "tracking",
    ];
    const showing = rooms.flatMap((room) =>
      readdirSync(join(src, room), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${room}/${file}`)
        .filter((file) => {
          const source = readFileSync(join(src, file), "utf8");
          return /\[JUPYTER_DISPLAY\]|\btoDataFrame\(|(?<![.\w])(?:table|html)\(|new Table\(|extends Table\b/.test(
            source,
          );
        }),
    );
    expect(showing.sort()).toEqual([...Object.keys(NAMING), ...Object.keys(NAMING_NONE)].sort());
  });

  it("links nothing at another provider", async () => {
    const elsewhere = "https://mine.openai.azure.com/openai";
    const far = Object.assign(Object.create(client) as OpenAI, { baseURL: elsewhere });
    Object.assign(far, { fineTuning: { jobs: { list: () => Promise.resolve({ data: [JOB] }) } } });
    expect((await htmlOf(await listJobs(far))).html).not.toContain("<a ");
  });

  it("links no deleted thing, and no address that would run a script", async () => {
    const gone = new CleanUp([{ kind: "file", id: "file-1", deleted: true, result: "deleted" }], "Clean-up");
    expect((await htmlOf(gone)).html).not.toContain("<a ");
    const evil = table([{ a: "x" }], {
      cellLinks: { a: () => "javascript:alert(1)" },
      links: [{ text: "y", href: "//elsewhere.example" }],
    });
    const { html, interactive } = await htmlOf(evil);
    expect(html).not.toContain("<a ");
    expect(interactive).not.toMatch(/javascript|elsewhere/);
  });

  it("keeps the link of a row's own value when a frame is changed", async () => {
    const frame = await listJobs(client);
    frame.addColumn("note", ["mine"] as never, { inplace: true });
    expect(frameTable(frame).toHtml()).toContain("/#/jobs/ftjob-1");
  });
});
