import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { findProjectRoot } from "../../../src/core/index.js";
import { loadLlamaPackage } from "../../../src/service/inference/llama-package.js";

const FOLDER = join(findProjectRoot(), "dist", "vendor", "llama");

describe("node-llama-cpp as the one file that the build makes of it", () => {
  it("is what is loaded, with the version that is installed and what is used of it", async () => {
    const built = (await import(pathToFileURL(join(FOLDER, "llama.js")).href)) as object;
    expect(Object.keys(await loadLlamaPackage()).sort()).toEqual([
      "LlamaGrammarEvaluationState",
      "LlamaLogLevel",
      "TokenBias",
      "getLlama",
    ]);
    expect(await loadLlamaPackage()).toBe(built);
    const { version } = JSON.parse(
      readFileSync(join(findProjectRoot(), "node_modules", "node-llama-cpp", "package.json"), "utf8"),
    ) as { version: string };
    expect(readFileSync(join(FOLDER, "llama.js"), "utf8")).toContain(`/* node-llama-cpp ${version} and`);
  });

  it("still tries its library in a process of its own first", async () => {
    const trial = fork(join(FOLDER, "testBindingBinary.js"), {
      env: { ...process.env, TEST_BINDING_CP: "true" },
      execArgv: [],
    });
    const [message] = (await once(trial, "message")) as [unknown];
    expect(message).toEqual({ type: "ready" });
    const exited = once(trial, "exit");
    trial.send({ type: "exit" });
    expect(await exited).toEqual([0, null]);
  });
});
