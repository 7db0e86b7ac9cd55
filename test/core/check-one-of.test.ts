import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { figure, mlflow, parseCsv, readChatDataset, readCsv, wikipediaSummary } from "../../src/index.js";
import { lossFigure, readSettings } from "../../src/internal/index.js";
import { openJudge } from "../../src/evaluate/judges/index.js";
import { resolveSettings } from "../../src/service/index.js";
import { readOptions } from "../../src/simulate/simulate-options.js";

const folder = mkdtempSync(join(tmpdir(), "tunelab-one-of-"));
const chat = join(folder, "chat.jsonl");
const csv = join(folder, "rows.csv");
writeFileSync(chat, "");
writeFileSync(csv, "a,b\n1,2\n");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nope = "nope" as never;

describe("an option or a setting that takes one of a few words", () => {
  it.each<[string, string, string, () => unknown]>([
    ["readChatDataset", "mode", "current, cookbook", () => readChatDataset(chat, { mode: nope })],
    ["readChatDataset", "method", "supervised, dpo", () => readChatDataset(chat, { method: nope })],
    ["readCsv", "encoding", "utf-8, windows-1252", () => readCsv(csv, { encoding: nope })],
    ["parseCsv", "decimal", "., ,", () => parseCsv("a\n1", { decimal: nope })],
    [
      "RegexMatch",
      "matchType",
      "search, fullmatch",
      () => mlflow.genai.scorers.RegexMatch({ pattern: "a", matchType: nope }),
    ],
    ["ResponseLength", "unit", "chars, words", () => mlflow.genai.scorers.ResponseLength({ maxLength: 5, unit: nope })],
    [
      "wikipediaSummary",
      "source",
      "auto, wikipedia, bundled",
      () => wikipediaSummary("Isaac Asimov", { source: nope }),
    ],
    [
      "figure",
      "barMode",
      "group, stack",
      () => figure({ data: [{ x: "a", y: 1 }], kind: "bar", x: "x", y: "y", barMode: nope }),
    ],
    ["lossFigure", "measure", "loss, accuracy", () => lossFigure([], { measure: nope })],
    [
      "openJudge",
      "method",
      "auto, prompt, likelihood",
      () => openJudge({ model: "m", api_key: "k" }, { method: nope }),
    ],
    [
      "simulate",
      "strategy",
      "auto, prompt, sentences",
      () => readOptions({ target: () => "a", text: "A text.", strategy: nope } as never),
    ],
  ])("is refused with those that there are: %s, %s", async (_function, name, names, call) => {
    await expect((async () => await call())()).rejects.toMatchObject({
      code: "invalid_option",
      message: `${name} must be one of ${names}, got "nope".`,
      hint: `Leave ${name} out to use its default.`,
    });
  });

  it.each([
    ["TUNELAB_PROVIDER", "it is azure, openai or embedded."],
    ["TUNELAB_AZURE_AUTH", "it is entra, or not set."],
  ])("is refused with those that there are: %s", (name, names) => {
    expect(() => readSettings({ env: { [name]: "nope" }, envFiles: [] })).toThrow(names);
  });

  it.each(["gpu", "constructor"])("is refused when the service starts: TUNELAB_ONNX=%s", (name) => {
    expect(() => resolveSettings({}, { TUNELAB_ONNX: name })).toThrow(
      `TUNELAB_ONNX is "${name}", which is no runtime.`,
    );
  });
});
