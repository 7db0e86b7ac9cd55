import { createHash } from "node:crypto";
import { readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planFineTune } from "../../../src/training/fine-tune-options.js";
import { fingerprintOf } from "../../../src/training/fingerprint.js";
import { inspectModel, readExamples, writeExamples, type FineTuneData } from "../../../src/training/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { randomExamples, writeTinyModel } from "../tiny-model.js";

const folder = temporaryFolder();
const plain = (example: { readonly tokenIds: ArrayLike<number>; readonly lossMask: ArrayLike<boolean | number> }) => ({
  tokenIds: [...Array.from(example.tokenIds)],
  lossMask: Array.from(example.lossMask, Boolean),
});

describe("a file of examples", () => {
  it("holds each example's length and its tokens, doubled, and one more where they are learned", async () => {
    const path = join(folder, "two.tokens");
    await writeExamples(path, [
      { tokenIds: [5, 6], lossMask: [false, true] },
      { tokenIds: [151_935], lossMask: [true] },
    ]);
    const bytes = await readFile(path);
    expect(Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32LE(4 * i))).toEqual([
      2, 10, 13, 1, 303_871,
    ]);
    expect((await readExamples(path)).map(plain)).toEqual([
      { tokenIds: [5, 6], lossMask: [false, true] },
      { tokenIds: [151_935], lossMask: [true] },
    ]);
  });

  it("gives back what was written in several buffers, and nothing for nothing", async () => {
    const path = join(folder, "many.tokens");
    const examples = randomExamples(8_000, 1, { shortest: 40, longest: 60 });
    await writeExamples(path, examples);
    expect((await readFile(path)).length).toBeGreaterThan(2 ** 20);
    expect((await readExamples(path)).map(plain)).toEqual(examples);
    await writeExamples(path, []);
    expect(await readExamples(path)).toEqual([]);
  });

  it("that ends inside an example is refused", async () => {
    const path = join(folder, "cut.tokens");
    await writeExamples(path, randomExamples(3, 2));
    await truncate(path, (await readFile(path)).length - 4);
    await expect(readExamples(path)).rejects.toMatchObject({
      code: "invalid_example",
      message: expect.stringContaining("after 2 whole ones") as string,
    });
  });
});

describe("the fingerprint of a training", () => {
  const modelPath = writeTinyModel(join(folder, "model.gguf"));
  const config = inspectModel(modelPath);
  const fingerprint = (data: FineTuneData): string =>
    fingerprintOf(planFineTune({ modelPath, outputDirectory: folder, data }), config);
  // What earlier versions wrote into their states: a hash of the JSON text as a whole.
  const ofWholeText = (data: FineTuneData): string => {
    const settings = { epochs: 3, batchSize: 1, learningRateMultiplier: 1, seed: 0, rank: 8, alpha: 16 };
    const more = { modules: ["q", "v"], packTokens: 256 };
    return createHash("sha256")
      .update(JSON.stringify([{ ...settings, ...more }, { ...config, biases: [...config.biases] }, data]))
      .digest("hex");
  };

  it.each<[string, FineTuneData]>([
    ["conversations", { method: "supervised", training: randomExamples(3, 5), validation: randomExamples(2, 6) }],
    ["conversations without validation", { method: "supervised", training: randomExamples(3, 5), validation: [] }],
    [
      "pairs",
      {
        method: "dpo",
        training: [{ preferred: randomExamples(1, 7)[0]!, nonPreferred: randomExamples(1, 8)[0]! }],
        validation: [],
        beta: 0.1,
        reference: "base",
      },
    ],
  ])("of %s is that of the whole JSON text", (_name, data) => {
    expect(fingerprint(data)).toBe(ofWholeText(data));
  });

  it("knows the learning rate of a model that gets a lower one for its width", () => {
    const data: FineTuneData = { method: "supervised", training: randomExamples(3, 5) };
    const plan = planFineTune({ modelPath, outputDirectory: folder, data });
    const hash = (hiddenSize: number, extra: object): string => {
      const settings = { epochs: 3, batchSize: 1, learningRateMultiplier: 1, seed: 0, rank: 8, alpha: 16 };
      const more = { modules: ["q", "v"], packTokens: 256, ...extra };
      const model = { ...config, hiddenSize, biases: [...config.biases] };
      return createHash("sha256")
        .update(JSON.stringify([{ ...settings, ...more }, model, data]))
        .digest("hex");
    };
    expect(fingerprintOf(plan, { ...config, hiddenSize: 2304 })).toBe(hash(2304, { rate: 0.0000625 }));
    expect(fingerprintOf(plan, { ...config, hiddenSize: 576 })).toBe(hash(576, {}));
  });

  it("does not depend on where the examples were read from, and changes with one token", async () => {
    const path = join(folder, "read.tokens");
    const training = randomExamples(3, 5);
    await writeExamples(path, training);
    const read = await readExamples(path);
    expect(fingerprint({ method: "supervised", training: read })).toBe(fingerprint({ method: "supervised", training }));
    const [first, ...rest] = training;
    const changed = [{ ...first!, tokenIds: first!.tokenIds.with(0, 9) }, ...rest];
    expect(fingerprint({ method: "supervised", training: changed })).not.toBe(
      fingerprint({ method: "supervised", training }),
    );
  });
});
