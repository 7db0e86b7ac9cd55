import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MadeThings } from "../../../src/client/index.js";
import { resumeLab } from "../../../src/finetune/index.js";
import { FakeSink } from "../../client/fake-sink.js";
import { FakeProvider } from "../fake-provider.js";

let provider: FakeProvider;
let folder: string;
beforeEach(async () => {
  provider = await FakeProvider.start();
  folder = await mkdtemp(join(tmpdir(), "tunelab-resume-"));
});
afterEach(async () => {
  await provider.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("resumeLab", () => {
  it("finds the newest job, its files and where each thing stands, after a restart", async () => {
    const made = new MadeThings({ path: join(folder, "made.json") });
    const endpoint = provider.url;
    await made.add(
      { kind: "file", id: "file-1", endpoint },
      { kind: "file", id: "file-2", endpoint },
      { kind: "job", id: "ftjob-1", endpoint },
      { kind: "job", id: "ftjob-2", endpoint },
      { kind: "model", id: "m", endpoint },
    );
    const job = (id: string, created_at: number): object => ({
      id,
      created_at,
      status: "running",
      training_file: "file-1",
      validation_file: "file-2",
    });
    provider.answer = ({ path }) => {
      const id = path.split("/").at(-1)!;
      if (id.startsWith("ftjob")) return { json: job(id, id === "ftjob-1" ? 1 : 2) };
      return id.startsWith("file") ? { json: { id, status: "processed" } } : undefined;
    };
    const sink = new FakeSink();
    const resumed = await resumeLab({ client: provider.client(), made, sink });
    expect(resumed.job.id).toBe("ftjob-2");
    expect([resumed.trainingFile.id, resumed.validationFile.id]).toEqual(["file-1", "file-2"]);
    expect(resumed.things.map(({ id, state }) => [id, state])).toEqual([
      ["file-1", "processed"],
      ["file-2", "processed"],
      ["ftjob-1", "running"],
      ["ftjob-2", "running"],
      ["m", "gone"],
    ]);
    expect(sink.text).toContain('const watched = await watchJob(client, "ftjob-2")');
  });

  it("says what to run where there is no job", async () => {
    const made = new MadeThings({ path: join(folder, "none.json") });
    const resumed = await resumeLab({ client: provider.client(), made, sink: new FakeSink() });
    expect(() => resumed.job).toThrow(expect.objectContaining({ code: "no_job" }));
    expect(String(resumed)).toContain("begin with its first cells");
  });
});
