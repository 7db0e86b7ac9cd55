import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DISPLAY_SINK } from "../../src/core/index.js";
import { MadeThings, noteCreations } from "../../src/client/index.js";
import { FakeSink } from "./fake-sink.js";

const AZURE = "https://mine.openai.azure.com";
const DEPLOYMENTS =
  "https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/deployments";

let folder: string;
let made: MadeThings;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-made-"));
  made = new MadeThings({ path: join(folder, "made.json") });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A fetch whose calls are noted; it answers what a test gives for a URL. */
function noted(answers: Readonly<Record<string, unknown>>, status = 200): typeof globalThis.fetch {
  const send = (input: string | URL | Request): Promise<Response> =>
    Promise.resolve(new Response(JSON.stringify(answers[String(input)] ?? {}), { status }));
  return noteCreations(send, { made, env: { AZURE_OPENAI_ENDPOINT: AZURE } });
}

const list = async (): Promise<string[]> => (await made.list(AZURE)).map(({ kind, id }) => `${kind} ${id}`);

describe("what cells make by hand", () => {
  it("is noted: files, jobs, tuned models with their results, and deployments", async () => {
    const files = `${AZURE}/openai/files?api-version=2024-10-21`;
    const jobs = `${AZURE}/openai/fine_tuning/jobs`;
    const fetch = noted({
      [files]: { id: "file-1" },
      [jobs]: { id: "ftjob-1" },
      [`${jobs}/ftjob-1`]: { id: "ftjob-1", fine_tuned_model: "m.ft-1", result_files: ["file-2"] },
    });
    const answer = await fetch(files, { method: "POST" });
    expect(await answer.json()).toEqual({ id: "file-1" });
    await fetch(jobs, { method: "POST" });
    await fetch(`${jobs}/ftjob-1`);
    const deployment = `${DEPLOYMENTS}/gpt-4o-ft?api-version=2023-05-01`;
    await noted({ [deployment]: { name: "gpt-4o-ft" } }, 201)(deployment, { method: "PUT" });
    expect(await list()).toEqual(["file file-1", "job ftjob-1", "model m.ft-1", "file file-2", "deployment gpt-4o-ft"]);
  });

  it("warns of a second job of the same files and parameters, also when they were uploaded again", async () => {
    const sink = new FakeSink();
    Object.assign(globalThis, { [DISPLAY_SINK]: sink });
    try {
      const files = `${AZURE}/openai/files`;
      const jobs = `${AZURE}/openai/fine_tuning/jobs`;
      const create = async (run: number, parameters: object): Promise<void> => {
        const fetch = noted({
          [files]: { id: `file-${run}`, filename: "training_set.jsonl", bytes: 2480 },
          [jobs]: { id: `ftjob-${run}` },
        });
        await fetch(files, { method: "POST" });
        await fetch(jobs, { method: "POST", body: JSON.stringify({ training_file: `file-${run}`, ...parameters }) });
      };
      await create(1, { model: "m", seed: 105 });
      await create(2, { model: "m", seed: 106 });
      expect(sink.shown).toEqual([]);
      await create(3, { seed: 105, model: "m" });
      expect(sink.text).toMatch(/the first job is ftjob-1, and this one, ftjob-3, .*jobs\.cancel\("ftjob-3"\)/);
    } finally {
      Reflect.deleteProperty(globalThis, DISPLAY_SINK);
    }
  });

  it("is noted whole when several calls end at the same time", async () => {
    const url = (name: string): string => `https://${name}.example/openai/v1/files`;
    const names = Array.from({ length: 8 }, (_, index) => `p${index}`);
    const fetch = noted(Object.fromEntries(names.map((name) => [url(name), { id: `file-${name}` }])));
    await Promise.all(names.map((name) => fetch(url(name), { method: "POST" })));
    const lists = await Promise.all(names.map((name) => made.list(url(name))));
    expect(lists.map(([thing]) => thing?.id)).toEqual(names.map((name) => `file-${name}`));
  });

  it("is not noted when it was refused, was only read, or is a job of somebody else", async () => {
    const files = `${AZURE}/openai/files`;
    const other = `${AZURE}/openai/fine_tuning/jobs/ftjob-other`;
    await noted({ [files]: { id: "file-1" } }, 400)(files, { method: "POST" });
    const fetch = noted({ [files]: { id: "file-1" }, [other]: { id: "ftjob-other", fine_tuned_model: "m.ft-9" } });
    await fetch(files);
    await fetch(other);
    // Changed, not made.
    await fetch(`${DEPLOYMENTS}/gpt-4o`, { method: "PUT" });
    expect(await list()).toEqual([]);
  });

  it("is made all the same when it cannot be noted", async () => {
    made = new MadeThings({ path: join(folder, "made.json", "\0") });
    const files = `${AZURE}/openai/files`;
    const answer = await noted({ [files]: { id: "file-1" } })(files, { method: "POST" });
    expect(await answer.json()).toEqual({ id: "file-1" });
  });
});
