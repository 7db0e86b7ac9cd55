import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PARTS_MIME } from "../../../src/display/index.js";
import { toRows } from "../../../src/datasets/index.js";
import {
  jobCheckpoints,
  jobEvents,
  jobResults,
  listJobs,
  lossFigure,
  stepOfEvent,
  watchJob,
  type JobEvent,
  type WatchJobOptions,
} from "../../../src/finetune/index.js";
import { FakeSink } from "../../client/fake-sink.js";
import { FakeProvider, type FakeAnswer } from "../fake-provider.js";

let provider: FakeProvider;
beforeEach(async () => {
  provider = await FakeProvider.start();
});
afterEach(async () => {
  await provider.stop();
});

const JOB = {
  object: "fine_tuning.job",
  id: "ftjob-1",
  created_at: 1_700_000_000,
  finished_at: null,
  model: "gpt-4o",
  fine_tuned_model: null,
  organization_id: null,
  result_files: null,
  training_file: "file-train",
  validation_file: "file-valid",
  trained_tokens: null,
  seed: 105,
  error: null,
  hyperparameters: { n_epochs: -1, batch_size: -1, learning_rate_multiplier: 1 },
};
const SUCCEEDED = {
  status: "succeeded",
  fine_tuned_model: "gpt-4o.ft-1",
  result_files: ["file-results"],
  trained_tokens: 480,
};

const event = (number: number, message: string, data: unknown = null, level = "info"): JobEvent => ({
  id: `ftevent-${number}`,
  created_at: 1_700_000_000 + number,
  level,
  message,
  type: data === null ? "message" : "metrics",
  data,
});
const metrics = (step: number, train: number, valid?: number): JobEvent =>
  event(step, `Step ${step}: training loss=${train}`, {
    step,
    total_steps: 4,
    train_loss: train,
    train_mean_token_accuracy: 0.5,
    ...(valid === undefined ? {} : { full_valid_loss: valid }),
  });

/** Answers each look at the job with the next state, and events as they were at that look. */
function play(states: readonly (Record<string, unknown> | FakeAnswer)[], events: readonly JobEvent[][] = [[]]): void {
  let look = -1;
  provider.answer = ({ path, query }) => {
    if (path.endsWith("/events")) {
      const all = [...events[Math.min(Math.max(look, 0), events.length - 1)]!].reverse();
      const start = query.get("after") === null ? 0 : all.findIndex(({ id }) => id === query.get("after")) + 1;
      const limit = Number(query.get("limit"));
      return { json: { object: "list", data: all.slice(start, start + limit), has_more: all.length > start + limit } };
    }
    if (path !== "/openai/fine_tuning/jobs/ftjob-1") return undefined;
    look = Math.min(look + 1, states.length - 1);
    const state = states[look]!;
    return "json" in state || "drop" in state ? (state as FakeAnswer) : { json: { ...JOB, ...state } };
  };
}

const watch = (
  options: WatchJobOptions = {},
  sink: FakeSink | undefined = new FakeSink(),
): ReturnType<typeof watchJob> =>
  watchJob(provider.client(), "ftjob-1", { intervalMs: 1, maxIntervalMs: 2, sink, ...options });

describe("watchJob", () => {
  it.each([
    ["OpenAI's", ["validating_files", "queued", "running"]],
    ["Azure's", ["pending", "running"]],
    ["unknown", ["pending", "preparing", "running"]],
  ])("waits through %s states until the job has succeeded", async (_, waiting) => {
    play([...waiting.map((status) => ({ status })), SUCCEEDED]);
    const watched = await watch();
    expect(watched.status).toBe("succeeded");
    expect(watched.fineTunedModel).toBe("gpt-4o.ft-1");
    expect(provider.calls("GET", /ftjob-1$/)).toHaveLength(waiting.length + 1);
  });

  it("collects measurements from the events, each once, over several pages", async () => {
    const many = Array.from({ length: 250 }, (_, index) => metrics(index + 1, 3 / (index + 1)));
    play([{ status: "running" }, SUCCEEDED], [many.slice(0, 240), many]);
    const { steps, events, frame } = await watch();
    expect(events.map(({ id }) => id)).toEqual(many.map(({ id }) => id));
    expect(steps).toHaveLength(250);
    expect(steps[1]).toEqual({
      step: 2,
      total_steps: 4,
      train_loss: 1.5,
      train_accuracy: 0.5,
      valid_loss: null,
      valid_accuracy: null,
      full_valid_loss: null,
      full_valid_accuracy: null,
    });
    expect(frame.shape).toEqual([250, 8]);
  });

  it("shows status and losses in one display that is replaced, and leaves its last state", async () => {
    const sink = new FakeSink();
    const tick = (
      (time) => () =>
        (time += 1_000)
    )(0);
    play(
      [{ status: "pending" }, { status: "running" }, SUCCEEDED],
      [[], [metrics(1, 2.5)], [metrics(1, 2.5), metrics(2, 1.25, 2)]],
    );
    await watch({ now: tick }, sink);
    expect(new Set(sink.shown.map(({ options }) => options.displayId)).size).toBe(1);
    expect(sink.shown[0]!.bundle.data["text/plain"]).toContain("pending");
    expect(sink.text).toContain("succeeded");
    expect(sink.text).toContain("step 2 of 4 · training loss 1.250 · validation loss 2.000");
    expect(sink.shown.at(-1)!.bundle.data["text/html"]).toContain("data:image/png;base64,");
  });

  it("tells the job's own time from the time that it was watched, and the delivered checkpoint from the last", async () => {
    const choice = event(9, "The model is the checkpoint of step 1.", {
      step: 1,
      full_valid_loss: 1.105,
      last_step: 2,
      last_full_valid_loss: 1.4,
    });
    play([{ ...SUCCEEDED, finished_at: 1_700_000_600 }], [[metrics(1, 2.5, 1.105), metrics(2, 1.25, 1.4), choice]]);
    const sink = new FakeSink();
    const watched = await watch({}, sink);
    expect(watched.deliveredStep).toBe(1);
    expect(sink.text).toContain("succeeded · job time 10 min 0 s · step 2 of 4");
    expect(sink.text).toContain(
      "last validation loss 1.400 · delivered: the checkpoint of step 1, validation loss 1.105",
    );
    expect(String(watched)).toMatch(/job time 10 min 0 s.* · watched for /);
    expect(toRows(watched.frame).map(({ delivered }) => delivered)).toEqual(["✓", null]);
    const { parts } = sink.shown.at(-1)!.bundle.data[PARTS_MIME] as { parts: { data: { data: { name: string }[] } }[] };
    expect(parts[0]!.data.data.map(({ name }) => name)).toContain("delivered, step 1");
  });

  it("explains a failure with the provider's reason and what to do", async () => {
    const message = "Training file has 5 example(s), but must have at least 10 examples";
    play([{ status: "failed", error: { code: "invalid_n_examples", message, param: "training_file" } }]);
    await expect(watch()).rejects.toMatchObject({
      code: "job_failed",
      message: `Job ftjob-1 failed: ${message}`,
      hint: expect.stringContaining("10 are the minimum"),
    });
  });

  it("takes the reason from the last error event when the job itself has none", async () => {
    play(
      [{ status: "failed", error: { code: null, message: null, param: null } }],
      [[event(1, "The data failed RAI checks for harm types: [violence].", null, "error")]],
    );
    await expect(watch()).rejects.toMatchObject({
      message: expect.stringContaining("RAI checks"),
      hint: expect.stringContaining("safety check"),
    });
  });

  it("ends at a cancelled job, which the lab's loop never does", async () => {
    play([{ status: "running" }, { status: "cancelled" }]);
    const watched = await watch();
    expect(watched.status).toBe("cancelled");
    expect(() => watched.fineTunedModel).toThrow(expect.objectContaining({ code: "no_tuned_model" }));
  });

  it("ends at a paused job and says how to go on", async () => {
    play([{ status: "pausing" }, { status: "paused" }]);
    const sink = new FakeSink();
    expect((await watch({}, sink)).status).toBe("paused");
    expect(sink.text).toContain('client.fineTuning.jobs.resume("ftjob-1")');
  });

  it("leaves the job running when interrupted, and says how to come back", async () => {
    play([{ status: "running" }]);
    const sink = new FakeSink();
    setTimeout(() => sink.interruption.abort(new Error("interrupted")), 50);
    await expect(watch({}, sink)).rejects.toMatchObject({
      code: "watch_stopped",
      message: expect.stringContaining("ftjob-1 goes on"),
      hint: expect.stringContaining('await watchJob(client, "ftjob-1")'),
    });
    expect(provider.calls("POST", /^\/openai\//)).toEqual([]);
  });

  it("stops at its deadline", async () => {
    play([{ status: "running" }]);
    await expect(watch({ deadlineMs: 20 })).rejects.toMatchObject({
      code: "watch_stopped",
      message: expect.stringContaining("deadline"),
    });
  });

  it("waits for a provider that is out of reach for a while", async () => {
    play([
      { status: "running" },
      { drop: true },
      { status: 503, json: { error: { message: "busy" } } },
      { status: 429, json: { error: { code: "429", message: "retry" } } },
      SUCCEEDED,
    ]);
    expect((await watch({ patienceMs: 400, now: () => 0 })).status).toBe("succeeded");
  });

  it("gives up on a provider that stays out of reach", async () => {
    play([{ status: 503, json: { error: { message: "busy" } } }]);
    await expect(watch({ patienceMs: 40 })).rejects.toMatchObject({ code: "provider_failed" });
  });

  it("says what to do when the token expires while it watches", async () => {
    play([{ status: "running" }, { status: 401, json: { error: { code: "401", message: "Token has expired" } } }]);
    await expect(watch()).rejects.toMatchObject({
      code: "token_expired",
      hint: expect.stringContaining("about an hour"),
    });
  });

  it("says that a job does not exist", async () => {
    play([{ status: 404, json: { error: { code: "notFound", message: "No such job" } } }]);
    await expect(watch()).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("events", () => {
  it.each([
    ["Step 100: training loss=0.0016", { step: 100, total_steps: null, train_loss: 0.0016, valid_loss: null }],
    [
      "Step 300/300: training loss=0.15, validation loss=0.27, full validation loss=0.40",
      { step: 300, total_steps: 300, train_loss: 0.15, valid_loss: 0.27, full_valid_loss: 0.4 },
    ],
  ])("are read from the text %j", (message, expected) => {
    expect(stepOfEvent(event(1, message))).toMatchObject(expected);
  });

  it("that measure nothing are left out", () => {
    expect(stepOfEvent(event(1, "Job started."))).toBeUndefined();
    expect(stepOfEvent(event(1, "x", { step: 1 }))).toBeUndefined();
  });
});

describe("reports", () => {
  const AZURE_CSV =
    "step,train_loss,train_mean_token_accuracy,valid_loss,validation_mean_token_accuracy,full_valid_loss,full_valid_mean_token_accuracy\n" +
    "1,2.5,0.4,-1,-1,-1,-1\n2,1.5,0.6,2.0,0.5,1.9,0.55\n";
  const OPENAI_CSV =
    "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n1,2.5,0.4,,\n2,1.5,0.6,2.0,0.5\n";

  it.each([
    ["Azure's", AZURE_CSV, 1.9],
    ["OpenAI's", OPENAI_CSV, null],
    ["OpenAI's in base64", Buffer.from(OPENAI_CSV).toString("base64"), null],
  ])("read %s results file, with missing values as null", async (_, text, full) => {
    provider.answer = ({ path }) => (path.endsWith("/content") ? { text } : { json: { ...JOB, ...SUCCEEDED } });
    const results = await jobResults(provider.client(), "ftjob-1");
    expect(
      results.steps.map(({ train_loss, valid_loss, train_accuracy }) => [train_loss, valid_loss, train_accuracy]),
    ).toEqual([
      [2.5, null, 0.4],
      [1.5, 2, 0.6],
    ]);
    expect(results.steps[1]!.full_valid_loss).toBe(full);
    expect(results.frame.shape).toEqual([2, 8]);
    expect(results.lossFigure().data.map(({ name }) => name)).toContain("training");
    expect(results.accuracyFigure().data[0]!["y"]).toEqual([0.4, 0.6]);
  });

  it("say when there are no results yet", async () => {
    provider.answer = () => ({ json: { ...JOB, status: "running" } });
    await expect(jobResults(provider.client(), "ftjob-1")).rejects.toMatchObject({ code: "no_results" });
  });

  it("list jobs, events and checkpoints as DataFrames", async () => {
    provider.answer = ({ path }) => {
      const data = path.endsWith("/events")
        ? [event(2, "second"), event(1, "first")]
        : path.endsWith("/checkpoints")
          ? [
              {
                id: "c",
                created_at: 1,
                fine_tuned_model_checkpoint: "m:ckpt-step-2",
                step_number: 2,
                metrics: { train_loss: 1 },
              },
            ]
          : [
              { ...JOB, ...SUCCEEDED },
              { ...JOB, id: "ftjob-2", status: "failed", error: { message: "no" } },
            ];
      return { json: { object: "list", data, has_more: false } };
    };
    const client = provider.client();
    expect(toRows(await listJobs(client)).map(({ id, status, error }) => [id, status, error])).toEqual([
      ["ftjob-1", "succeeded", null],
      ["ftjob-2", "failed", "no"],
    ]);
    expect(toRows(await jobEvents(client, "ftjob-1")).map(({ message }) => message)).toEqual(["first", "second"]);
    expect(toRows(await jobCheckpoints(client, "ftjob-1"))[0]).toMatchObject({
      step: 2,
      checkpoint: "m:ckpt-step-2",
      full_valid_loss: null,
    });
  });

  it("of an account without jobs are empty tables with columns", async () => {
    provider.answer = () => ({ json: { object: "list", data: [], has_more: false } });
    expect((await listJobs(provider.client())).columns).toContain("fine_tuned_model");
  });

  it("explain a refused key", async () => {
    provider.answer = () => ({ status: 401, json: { error: { code: "401", message: "Access denied" } } });
    await expect(listJobs(provider.client())).rejects.toMatchObject({ code: "key_refused" });
  });
});

describe("the loss figure", () => {
  it("draws training and validation so that they can be told apart without colour", () => {
    const step = {
      total_steps: 2,
      train_accuracy: null,
      valid_loss: null,
      valid_accuracy: null,
      full_valid_accuracy: null,
    };
    const { data } = lossFigure([
      { ...step, step: 1, train_loss: 2, full_valid_loss: null },
      { ...step, step: 2, train_loss: 1, full_valid_loss: 1.5 },
    ]);
    expect(data.map(({ name, x, y }) => [name, x, y])).toEqual([
      ["training", [1, 2], [2, 1]],
      ["validation, whole set", [2], [1.5]],
    ]);
    const dashes = data.map((trace) => (trace["line"] as { dash: string }).dash);
    expect(new Set(dashes).size).toBe(2);
  });

  it("has buttons for the scale of losses, not of accuracies", () => {
    const step = {
      step: 1,
      total_steps: 2,
      train_loss: 2,
      train_accuracy: 0.5,
      valid_loss: null,
      valid_accuracy: null,
      full_valid_loss: null,
      full_valid_accuracy: null,
    };
    const menus = lossFigure([step]).layout["updatemenus"] as { buttons: { label: string; args: unknown }[] }[];
    expect(menus.map(({ buttons }) => buttons.map(({ label, args }) => [label, args]))).toEqual([
      [
        ["linear", [{ "yaxis.type": "linear" }]],
        ["logarithmic", [{ "yaxis.type": "log" }]],
      ],
    ]);
    expect(lossFigure([step], { measure: "accuracy" }).layout["updatemenus"]).toBeUndefined();
  });
});
