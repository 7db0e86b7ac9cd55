import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LocalModel } from "../../../src/service/inference/index.js";
import { measureGenerationThreads } from "../../../src/service/inference/measure-threads.js";
import { fewestFastThreads, keepMeasuredChoices, threadCandidates } from "../../../src/service/measured-choices.js";
import { ServiceStore } from "../../../src/service/store/index.js";
import { prepareDataDirectory } from "../../support/local-service.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tunelab-measured-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("choices made by measuring", () => {
  it("are measured once and kept for the next start on the same processor", async () => {
    let measurements = 0;
    const measure = async (): Promise<number> => ++measurements;
    const first = await keepMeasuredChoices(directory, { processor: "processor A", isIdle: () => true });
    expect(await Promise.all([first.choose("threads", measure), first.choose("threads", measure)])).toEqual([1, 1]);
    const restarted = await keepMeasuredChoices(directory, { processor: "processor A", isIdle: () => true });
    expect(await restarted.choose("threads", measure)).toBe(1);
    expect(await restarted.choose("threads of another model", measure)).toBe(2);
    const moved = await keepMeasuredChoices(directory, { processor: "processor B", isIdle: () => true });
    expect(await moved.choose("threads", measure)).toBe(3);
    expect(JSON.parse(await readFile(join(directory, "measured.json"), "utf8"))).toEqual({
      "processor A": { threads: 1, "threads of another model": 2 },
      "processor B": { threads: 3 },
    });
  });

  it("that a busy machine makes count until the service ends, and are measured again by the next one", async () => {
    const told: boolean[] = [];
    const measure = async (busy: boolean): Promise<number> => told.push(busy);
    let idle = false;
    const first = await keepMeasuredChoices(directory, { processor: "processor A", isIdle: () => idle });
    expect(await first.choose("threads", measure)).toBe(1);
    idle = true;
    expect(await first.choose("threads", measure)).toBe(1);
    const restarted = await keepMeasuredChoices(directory, { processor: "processor A", isIdle: () => idle });
    expect(await restarted.choose("threads", measure)).toBe(2);
    idle = false;
    const again = await keepMeasuredChoices(directory, { processor: "processor A", isIdle: () => idle });
    expect(await again.choose("threads", measure)).toBe(2);
    expect(told).toEqual([true, false]);
  });

  it("are found in a directory that was prepared for labs that run side by side", async () => {
    await prepareDataDirectory(directory);
    await (await ServiceStore.open(directory)).close();
    const choices = await keepMeasuredChoices(directory);
    const measure = (): Promise<never> => Promise.reject(new Error("measured"));
    expect(await choices.choose("threads to generate with, smollm2-135m-instruct", measure)).toBe(1);
    expect(await choices.choose("threads to train with", measure)).toEqual({ threads: 1, operationsPerSecond: 5e10 });
  });

  it("are measured again when the last measurement failed", async () => {
    const choices = await keepMeasuredChoices(directory, { isIdle: () => true });
    await expect(choices.choose("threads", () => Promise.reject(new Error("no memory")))).rejects.toThrow("no memory");
    expect(await choices.choose("threads", async () => 2)).toBe(2);
  });

  it.each(["", "{", "[]", "null", '{"processor A":[1]}'])(
    "are measured anew when the file holds %j",
    async (content) => {
      await writeFile(join(directory, "measured.json"), content);
      const choices = await keepMeasuredChoices(directory, { processor: "processor A", isIdle: () => true });
      expect(await choices.choose("threads", async () => 4)).toBe(4);
    },
  );

  it("are used although they cannot be written", async () => {
    await mkdir(join(directory, "measured.json"));
    const choices = await keepMeasuredChoices(directory);
    expect(await choices.choose("threads", async () => 2)).toBe(2);
  });
});

describe("the number of threads", () => {
  it.each([
    { speeds: [100, 105], expected: 1 },
    { speeds: [100, 120], expected: 2 },
    { speeds: [100, 190, 200], expected: 2 },
    { speeds: [139, 60], expected: 1 },
  ])("is the fewest that is nearly the fastest: $speeds gives $expected", ({ speeds, expected }) => {
    expect(fewestFastThreads(speeds.map((speed, i) => ({ threads: 2 ** i, speed })))).toBe(expected);
  });

  it.each([
    [1, [1]],
    [2, [1, 2]],
    [6, [1, 2, 4]],
    [64, [1, 2, 4, 8]],
  ])("is sought on %i cores among %j", (cores, candidates) => {
    expect(threadCandidates(cores)).toEqual(candidates);
  });

  it("of a generation is one of those that were tried on the model itself", async () => {
    const model = await LocalModel.load(writeTinyChatModel(directory));
    expect([1, 2]).toContain(await measureGenerationThreads(model, [1, 2]));
    expect(await measureGenerationThreads(model, [1])).toBe(1);
    await model.dispose();
  });
});
