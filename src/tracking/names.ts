import { TunelabError, type TrackedBatch } from "../core/index.js";

/** Longest names and values that an MLflow 3 server takes, in characters. */
export const LIMITS = {
  key: 250,
  paramValue: 6_000,
  tagValue: 8_000,
  experimentName: 500,
} as const;

const KEY = /^[\p{L}\p{N}_\-.:/ ]+$/u;

/**
 * Checks names and values before they are sent or written, because servers cut long ones without a word or answer 400.
 *
 * Throws `invalid_tracking_value` with the name and what is wrong with it.
 *
 * @example
 * checkBatch({ params: { temperature: "0" } });
 */
export function checkBatch(batch: TrackedBatch): void {
  for (const { key, value, step, timestamp } of batch.metrics ?? []) {
    checkKey(key, "metric");
    if (typeof value !== "number") throw invalid(`The metric '${key}' is a ${typeof value}.`, "Metrics are numbers.");
    if (!Number.isSafeInteger(step)) throw invalid(`The step of '${key}' is ${step}.`, "Steps are whole numbers.");
    if (!Number.isSafeInteger(timestamp)) {
      throw invalid(`The time of '${key}' is ${timestamp}.`, "Times are whole milliseconds since 1970.");
    }
  }
  for (const [key, value] of Object.entries(batch.params ?? {})) {
    checkKey(key, "param");
    checkLength(`The param '${key}'`, value, LIMITS.paramValue);
  }
  for (const [key, value] of Object.entries(batch.tags ?? {})) {
    checkKey(key, "tag");
    checkLength(`The tag '${key}'`, value, LIMITS.tagValue);
  }
}

/** Checks an experiment's name; throws `invalid_tracking_value`. */
export function checkExperimentName(name: string): void {
  if (name === "") throw invalid("The experiment's name is empty.", "Give it a name.");
  checkLength("The experiment's name", name, LIMITS.experimentName);
}

/** Checks an artifact's path: relative, forward slashes, nothing that leaves the run; throws `invalid_tracking_value`. */
export function checkArtifactPath(path: string): void {
  const parts = path.split("/");
  const escapes = parts.some((part) => part === "" || part === "." || part === "..");
  if (!escapes && !path.includes("\\") && !path.includes("\0") && !/^[a-z]:/i.test(path)) return;
  throw invalid(
    `${JSON.stringify(path)} is no path of an artifact.`,
    "Use a relative path with forward slashes, such as report.html or plots/loss.png.",
  );
}

function checkKey(key: string, kind: string): void {
  if (key.length > LIMITS.key) {
    throw invalid(`The ${kind}'s name has ${key.length} characters.`, `${LIMITS.key} are allowed: shorten it.`);
  }
  const leavesFolder = key.split("/").some((part) => part === "" || part === "." || part === "..");
  if (KEY.test(key) && !leavesFolder) return;
  throw invalid(
    `${JSON.stringify(key)} cannot be a ${kind}'s name.`,
    "Letters, digits, _, -, ., :, / and spaces are allowed, and no part between slashes may be empty, . or ..",
  );
}

function checkLength(what: string, value: string, limit: number): void {
  if (typeof value !== "string") throw invalid(`${what} is a ${typeof value}.`, "Convert it to text first.");
  if (value.length <= limit) return;
  throw invalid(
    `${what} has ${value.length} characters, and a server keeps ${limit}.`,
    "Log the long text as an artifact instead: mlflow.logText(text, path).",
  );
}

/**
 * A metric's value as a number. Throws `invalid_tracking_value` for a bigint that a number does not hold.
 *
 * @example
 * asMetric("rows", 5n); // 5
 */
export function asMetric(key: string, value: number | bigint): number {
  if (typeof value !== "bigint") return value;
  if (BigInt(Number(value)) === value) return Number(value);
  throw invalid(
    `The metric '${key}' is ${value}, which a number does not hold exactly.`,
    "Log it as a param, which is text, or round it on purpose: Number(value).",
  );
}

const invalid = (message: string, hint: string): TunelabError =>
  new TunelabError(message, { code: "invalid_tracking_value", hint });
