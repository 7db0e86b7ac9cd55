import { join, resolve } from "node:path";
import { findProjectRoot, TunelabError } from "../core/index.js";
import { backendFromEnvironment } from "../training/index.js";
import { readSavedSettings } from "./settings-file.js";

/** Where and how the service runs. */
export interface ServiceSettings {
  /** Address to listen on. @default "127.0.0.1" */
  readonly host: string;
  /** Port; 0 takes any that is free. @default 0 */
  readonly port: number;
  /** Names beside the loopback's by which browsers may ask for it, such as a hub's. @default none */
  readonly allowedHosts: readonly string[];
  /** Absolute path. @default ".tunelab/data" in the project */
  readonly dataDirectory: string;
  /** Absolute path of a GGUF file. @default SmolLM2-135M-Instruct in ".tunelab/models" */
  readonly modelPath: string;
  /** Longest time for one answer, in milliseconds. @default 600000 */
  readonly generationTimeoutMs: number;
  /** Most memory that a training may take, in bytes. @default what the machine has free when it starts */
  readonly trainingMemoryBytes?: number | undefined;
  /** Level of `service.log`. @default "info" */
  readonly logLevel: string;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/** Settings as flags give them; what is missing comes from the environment, then from the defaults. */
export type SettingsInput = Partial<ServiceSettings>;

/** Name of the model file that the set-up fetches. */
export const DEFAULT_MODEL_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf";

/**
 * Completes settings from TUNELAB_HOST, TUNELAB_PORT, TUNELAB_ALLOWED_HOSTS (names with commas), TUNELAB_DATA_DIR, TUNELAB_MODEL, TUNELAB_GENERATION_TIMEOUT
 * (seconds), TUNELAB_TRAINING_MEMORY (MB) and TUNELAB_LOG_LEVEL, then from `.tunelab/settings.json`, then from the defaults.
 *
 * Throws `invalid_option` for a port, a time or a memory that is not a number, and for a log level that is none.
 *
 * @example
 * resolveSettings({ port: 8080 }, process.env).host; // "127.0.0.1"
 */
export function resolveSettings(
  input: SettingsInput,
  environment: Readonly<Record<string, string | undefined>>,
): ServiceSettings {
  const root = findProjectRoot();
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const saved = readSavedSettings();
  // A job would fail by it only when its training begins.
  backendFromEnvironment(environment);
  const trainingMemory = "TUNELAB_TRAINING_MEMORY";
  const trainingMegabytes = parseNumber(trainingMemory, text(trainingMemory), 1, 1e9);
  const model =
    input.modelPath ??
    text("TUNELAB_MODEL") ??
    resolve(root, saved.model ?? join(".tunelab", "models", DEFAULT_MODEL_FILE));
  return {
    host: input.host ?? text("TUNELAB_HOST") ?? saved.host ?? "127.0.0.1",
    port: input.port ?? parseNumber("TUNELAB_PORT", text("TUNELAB_PORT"), 0, 65_535) ?? saved.port ?? 0,
    allowedHosts: input.allowedHosts ?? splitNames(text("TUNELAB_ALLOWED_HOSTS")),
    dataDirectory: resolve(
      input.dataDirectory ?? text("TUNELAB_DATA_DIR") ?? resolve(root, saved.dataDirectory ?? join(".tunelab", "data")),
    ),
    modelPath: resolve(model),
    generationTimeoutMs:
      input.generationTimeoutMs ??
      (parseNumber("TUNELAB_GENERATION_TIMEOUT", text("TUNELAB_GENERATION_TIMEOUT"), 1, 86_400) ??
        saved.generationTimeoutSeconds ??
        600) * 1000,
    trainingMemoryBytes: input.trainingMemoryBytes ?? toBytes(trainingMegabytes ?? saved.trainingMemoryMegabytes),
    logLevel: input.logLevel ?? parseLogLevel(text("TUNELAB_LOG_LEVEL")) ?? "info",
  };
}

function parseLogLevel(level: string | undefined): string | undefined {
  if (level === undefined || LOG_LEVELS.includes(level)) return level;
  throw new TunelabError(`TUNELAB_LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}, got ${JSON.stringify(level)}.`, {
    code: "invalid_option",
    hint: "Leave TUNELAB_LOG_LEVEL out to use the default.",
  });
}

function splitNames(list: string | undefined): readonly string[] {
  return (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function toBytes(megabytes: number | undefined): number | undefined {
  return megabytes === undefined ? undefined : megabytes * 1e6;
}

/**
 * Parses a whole number in a range; `undefined` stays `undefined`. Throws `invalid_option`.
 *
 * @example
 * parseNumber("--port", "8080", 0, 65_535); // 8080
 */
export function parseNumber(name: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === "" || !Number.isInteger(number) || number < least || number > most) {
    throw new TunelabError(`${name} must be a whole number from ${least} to ${most}, got ${JSON.stringify(value)}.`, {
      code: "invalid_option",
      hint: `Leave ${name} out to use the default.`,
    });
  }
  return number;
}
