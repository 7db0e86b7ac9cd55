import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listMadeThings } from "../../src/client/list-made-things.js";
import { MadeThings } from "../../src/client/made-things.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-made-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const list = (name: string) =>
  new MadeThings({ path: join(folder, name), now: () => new Date("2026-03-01T10:00:00Z") });

it("lists what all notebooks made and have not removed, at every provider", async () => {
  const first = list("01-fine-tune-0123456789ab.json");
  await first.add(
    { kind: "file", id: "file-1", endpoint: "http://127.0.0.1:9999/openai" },
    { kind: "deployment", id: "gone", endpoint: "embedded" },
    { kind: "deployment", id: "mine", endpoint: "https://mine.openai.azure.com/openai" },
  );
  await first.remove({ kind: "deployment", id: "gone", endpoint: "embedded" });
  await list("02 données-ba9876543210.json").add({ kind: "job", id: "ftjob-1", endpoint: "embedded" });
  await list("01-fine-tune-0123456789ab-replay.json").add({ kind: "file", id: "replayed", endpoint: "embedded" });
  await writeFile(join(folder, "notes.txt"), "x");
  const madeAt = "2026-03-01T10:00:00.000Z";
  expect(await listMadeThings(folder)).toEqual([
    { notebook: "01-fine-tune", kind: "file", id: "file-1", endpoint: "embedded", madeAt },
    { notebook: "01-fine-tune", kind: "deployment", id: "mine", endpoint: "https://mine.openai.azure.com", madeAt },
    { notebook: "02 données", kind: "job", id: "ftjob-1", endpoint: "embedded", madeAt },
  ]);
});

it.each(["{", "{}", '[null, 1, {"kind": "file"}]', ""])("takes a list that holds %j as an empty one", async (text) => {
  await writeFile(join(folder, "01-0123456789ab.json"), text);
  expect(await listMadeThings(folder)).toEqual([]);
});

it("takes a folder that is not there as an empty one", async () => {
  expect(await listMadeThings(join(folder, "none"))).toEqual([]);
});
