import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ModelRuntime, createEngine, measureSpeed, type EngineOptions } from "../../src/training/index.js";
import { GraphBuilder } from "../../src/training/graph/graph-builder.js";
import { randomExamples, temporaryFolder, writeTinyModel } from "./tiny-model.js";

const folder = temporaryFolder();

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

describe("the engine", () => {
  it("runs a graph that was written operation by operation", async () => {
    const g = new GraphBuilder();
    const a = g.input("a", ["rows", 2]);
    const b = g.input("b", [3, 2]);
    const product = g.gemm(a, b, { b: true });
    g.output("product", product, ["rows", 3]);
    g.output("shares", g.softmax(product), ["rows", 3]);
    g.output("best", g.argMax(product), ["rows"], "int64");
    g.output("turned", g.transpose(g.reshape(product, [-1, 3, 1]), [1, 0, 2]), [3, "rows", 1]);
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

  it("uses WebAssembly where it is installed, and says how to install it where it is not", async () => {
    const engine = createEngine({ backend: "onnxruntime-web" });
    if (isInstalled("onnxruntime-web")) expect((await engine).backend).toBe("onnxruntime-web");
    else {
      await expect(engine).rejects.toMatchObject({
        code: "no_training_runtime",
        hint: expect.stringContaining("npm install onnxruntime-web") as string,
      });
    }
  });

  it("measures a speed that a computer of this century has", async () => {
    const speed = await measureSpeed({ threads: 1 });
    expect(speed).toBeGreaterThan(1e7);
    expect(speed).toBeLessThan(1e14);
  });
});
