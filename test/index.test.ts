import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import * as door from "../src/index.js";

const ROOT = resolve(import.meta.dirname, "..");

function readTexts(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|md)$/.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), "utf8"));
}

const told = [...readTexts("notebooks/source"), ...readTexts("docs"), readFileSync(join(ROOT, "README.md"), "utf8")];

it("Every name that a lab or a page imports from tunelab is there", () => {
  const imports = told.flatMap((text) =>
    [...text.matchAll(/^import \{([^}]*)\} from "tunelab";/gm)].flatMap(([, names]) => names!.split(",")),
  );
  const names = new Set(
    imports.map((name) => name.trim().split(" as ")[0]!).filter((name) => name !== "" && !name.startsWith("type ")),
  );
  expect(names.size).toBeGreaterThan(40);
  expect([...names].filter((name) => !(name in door))).toEqual([]);
});

it("Every name of tunelab stands in a lab or on a page, so that what nobody reads of is not at the door", () => {
  const untold = Object.keys(door).filter((name) => !told.some((text) => new RegExp(`\\b${name}\\b`).test(text)));
  expect(untold).toEqual([]);
});

it("The door stays one that can be read at a glance", () => {
  expect(Object.keys(door).length).toBeLessThanOrEqual(68);
});

it("What left the door is under internal", () => {
  const names = ["connect", "estimateCost", "LocalTracker", "openModel", "toTableBundle"];
  expect(names.filter((name) => !(name in door.internal))).toEqual([]);
  expect(names.filter((name) => name in door)).toEqual([]);
});

it("What MLflow has under a name of its own is there, and nowhere else", () => {
  const { metrics, genai } = door.mlflow;
  expect(["makeGenaiMetric", "profanity", "loadToxicity"].filter((name) => !(name in metrics) || name in door)).toEqual(
    [],
  );
  expect("Feedback" in genai && !("Feedback" in door)).toBe(true);
});
