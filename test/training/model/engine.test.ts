import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  ModelRuntime,
  createEngine,
  fineTune,
  measureSpeed,
  type EngineOptions,
  type FineTuneData,
} from "../../../src/training/index.js";
import { backendFromEnvironment } from "../../../src/training/model/engine.js";
import { GraphBuilder } from "../../../src/training/graph/graph-builder.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { randomExamples, writeTinyModel } from "../tiny-model.js";

const folder = temporaryFolder();

describe("the engine", () => {
  it("runs a graph that was written operation by operation", async () => {
    const g = new GraphBuilder();
    const a = g.input("a", ["rows", 2]);
    const b = g.input("b", [3, 2]);
    const product = g.gemm(a, b, { b: true });
    g.output("product", product, ["rows", 3]);
    g.output("shares", g.softmax(product), ["rows", 3]);
    g.output("best", g.argMax(product), ["rows"], "int64");
    g.output("turned", g.transpose(g.reshape(product, [-1, 3, 1], "rows"), [1, 0, 2]), [3, "rows", 1]);
    g.output("sum", g.addNumber(g.scale(g.sum(product), 2), -1), ["rows", 1]);
    const session = await (await createEngine()).createSession(g.build());
    const outputs = await session.run(
      new Map([["a", { data: Float32Array.of(1, 2, 3, 4), dims: [2, 2] }]]),
      new Map([["b", { data: Float32Array.of(1, 0, 0, 1, 1, 1), dims: [3, 2] }]]),
    );
    expect([...outputs.get("product")!]).toEqual([1, 2, 3, 3, 4, 7]);
    expect([...outputs.get("best")!]).toEqual([2n, 2n]);
    expect([...outputs.get("turned")!]).toEqual([1, 3, 2, 4, 3, 7]);
    expect([...outputs.get("sum")!]).toEqual([11, 27]);
    expect(outputs.get("shares")![2]).toBeCloseTo(0.66524096, 6);
    await expect(session.run(new Map())).rejects.toThrow("needs the input a");
    await session.release();
  });

  it("computes the same bits whether its threads wait actively or not", async () => {
    const modelPath = writeTinyModel(join(folder, "model.gguf"));
    const losses = async (options: EngineOptions): Promise<number[]> => {
      const runtime = await ModelRuntime.load(modelPath, options);
      const outputs = await runtime.run("loss", runtime.pack(randomExamples(3, 50)));
      await runtime.release();
      return [...(outputs.get("loss") as Float32Array)];
    };
    const active = await losses({ threads: 2, activeWaiting: true });
    expect(active.length).toBeGreaterThan(10);
    expect(await losses({ threads: 2, activeWaiting: false })).toEqual(active);
  });

  it("trains in WebAssembly from the same graph to the same losses", { timeout: 120_000 }, async () => {
    const modelPath = writeTinyModel(join(folder, "both.gguf"), { architecture: "qwen2" });
    const data: FineTuneData = {
      method: "supervised",
      training: randomExamples(3, 51),
      validation: randomExamples(2, 52),
    };
    const train = async (backend: EngineOptions["backend"]) => {
      const losses: number[] = [];
      const messages: string[] = [];
      await fineTune(
        {
          modelPath,
          data,
          backend,
          epochs: 2,
          seed: 3,
          memoryLimit: 1e9,
          outputDirectory: mkdtempSync(join(folder, "job-")),
        },
        {
          onStep: (step) =>
            losses.push(step.trainLoss, ...(step.fullValidLoss === undefined ? [] : [step.fullValidLoss])),
          onMessage: (_level, message) => messages.push(message),
        },
      );
      return { losses, messages };
    };
    const native = await train("onnxruntime-node");
    const wasm = await train("onnxruntime-web");
    expect(native.losses).toHaveLength(8);
    expect(wasm.losses).toHaveLength(8);
    wasm.losses.forEach((loss, i) => expect(loss).toBeCloseTo(native.losses[i]!, 4));
    expect(wasm.messages.join()).toContain("Training runs in WebAssembly");
    expect(native.messages.join()).not.toContain("WebAssembly");
  });

  it.each([
    [undefined, "auto"],
    ["", "auto"],
    ["native", "onnxruntime-node"],
    [" WASM ", "onnxruntime-web"],
  ])("takes TUNELAB_ONNX=%j as %s", (value, backend) => {
    expect(backendFromEnvironment({ TUNELAB_ONNX: value })).toBe(backend);
  });

  it("refuses a runtime that it does not know, with the names of those that it does", () => {
    expect(() => backendFromEnvironment({ TUNELAB_ONNX: "cuda" })).toThrow(
      expect.objectContaining({
        code: "invalid_option",
        message: 'TUNELAB_ONNX is "cuda", which is no runtime.',
        hint: "Set it to auto, native, wasm, or leave it out.",
      }),
    );
  });

  it("measures a speed that a computer of this century has", async () => {
    const speed = await measureSpeed({ threads: 1 });
    expect(speed).toBeGreaterThan(1e7);
    expect(speed).toBeLessThan(1e14);
  });
});
