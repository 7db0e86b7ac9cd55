import { TunelabError, type TrackedBatch } from "../core/index.js";
import { say } from "../texts/index.js";

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
    if (typeof value !== "number")
      throw invalid(say("runs.metricType", { key, type: typeof value }), say("runs.metricTypeHint"));
    if (!Number.isSafeInteger(step))
      throw invalid(say("runs.badStep", { key, step: String(step) }), say("runs.badStepHint"));
    if (!Number.isSafeInteger(timestamp)) {
      throw invalid(say("runs.badTime", { key, time: String(timestamp) }), say("runs.badTimeHint"));
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
  if (name === "") throw invalid(say("runs.emptyName"), say("runs.emptyNameHint"));
  checkLength(say("runs.experimentName"), name, LIMITS.experimentName);
}

/** Checks an artifact's path: relative, forward slashes, nothing that leaves the run; throws `invalid_tracking_value`. */
export function checkArtifactPath(path: string): void {
  const parts = path.split("/");
  const escapes = parts.some((part) => part === "" || part === "." || part === "..");
  if (!escapes && !path.includes("\\") && !path.includes("\0") && !/^[a-z]:/i.test(path)) return;
  throw invalid(say("runs.badPath", { path: JSON.stringify(path) }), say("runs.badPathHint"));
}

function checkKey(key: string, kind: string): void {
  if (key.length > LIMITS.key) {
    throw invalid(say("runs.longKey", { kind, n: key.length }), say("runs.longKeyHint", { n: LIMITS.key }));
  }
  const leavesFolder = key.split("/").some((part) => part === "" || part === "." || part === "..");
  if (KEY.test(key) && !leavesFolder) return;
  throw invalid(say("runs.badKey", { key: JSON.stringify(key), kind }), say("runs.badKeyHint"));
}

function checkLength(what: string, value: string, limit: number): void {
  if (typeof value !== "string")
    throw invalid(say("runs.notText", { what, type: typeof value }), say("runs.notTextHint"));
  if (value.length <= limit) return;
  throw invalid(say("runs.tooLong", { what, n: value.length, most: limit }), say("runs.tooLongHint"));
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
  throw invalid(say("runs.bigMetric", { key, value: String(value) }), say("runs.bigMetricHint"));
}

const invalid = (message: string, hint: string): TunelabError =>
  new TunelabError(message, { code: "invalid_tracking_value", hint });
