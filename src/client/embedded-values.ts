import { isLoopback } from "../core/index.js";

/** Marks in the environment that the values of the embedded service were put there by tunelab; holds the data folder. */
export const EMBEDDED_MARK = "TUNELAB_EMBEDDED";

/** What the embedded service fills into an environment, under the labs' names. */
export const EMBEDDED_NAMES = [
  "AZURE_OPENAI_ENDPOINT",
  "AZURE_OPENAI_API_KEY",
  "AZURE_OPENAI_DEPLOYMENT",
  "AZURE_OPENAI_API_VERSION",
  "OPENAI_API_VERSION",
  "TEMP_AUTH_TOKEN",
  "AZURE_SUBSCRIPTION_ID",
  "AZURE_RESOURCE_GROUP",
  "AZURE_OPENAI_RESOURCE",
  "TUNELAB_MANAGEMENT_URL",
  "TUNELAB_BASE_MODEL",
] as const;

/** A cell that goes on to another deployment, or to another model to tune, has not left the embedded service. */
const CHANGEABLE: ReadonlySet<string> = new Set([
  "AZURE_OPENAI_DEPLOYMENT",
  "AZURE_OPENAI_API_VERSION",
  "OPENAI_API_VERSION",
  "TUNELAB_BASE_MODEL",
]);

const filled = new WeakMap<NodeJS.ProcessEnv, ReadonlyMap<string, string>>();

/**
 * Marks an environment as filled with the embedded service's values and remembers them, so that what a cell sets later
 * can be told from them.
 *
 * @example
 * noteEmbeddedValues(process.env, new Map([["AZURE_OPENAI_ENDPOINT", "http://127.0.0.1:8080"]]), ".tunelab/data");
 */
export function noteEmbeddedValues(
  env: NodeJS.ProcessEnv,
  values: ReadonlyMap<string, string>,
  dataDirectory: string,
): void {
  env[EMBEDDED_MARK] = dataDirectory;
  filled.set(env, values);
}

/**
 * Names whose values in an environment are the embedded service's and not a person's.
 *
 * @example
 * namesOfEmbedded({ AZURE_OPENAI_ENDPOINT: "https://mine.openai.azure.com" }).size; // 0
 */
export function namesOfEmbedded(env: NodeJS.ProcessEnv): ReadonlySet<string> {
  if (!env[EMBEDDED_MARK]) return new Set();
  const known = filled.get(env);
  // A program that a cell starts inherits the environment, but not what is remembered about it.
  if (known === undefined) return new Set(isLoopback(env["AZURE_OPENAI_ENDPOINT"]) ? EMBEDDED_NAMES : []);
  const isFilled = (name: string): boolean => known.has(name) && env[name] === known.get(name);
  const left = EMBEDDED_NAMES.some((name) => !CHANGEABLE.has(name) && Boolean(env[name]) && !isFilled(name));
  // The labs' name of a deployment may well be another provider's too, and it is no secret.
  return new Set(EMBEDDED_NAMES.filter((name) => (name === "AZURE_OPENAI_DEPLOYMENT" ? !left : isFilled(name))));
}

/**
 * Takes the embedded service's address, key and names out of an environment in which a person has set another provider:
 * neither may get the other's key, not even from a cell that reads the environment itself.
 *
 * @example
 * forgetEmbeddedValues(process.env);
 */
export function forgetEmbeddedValues(env: NodeJS.ProcessEnv): void {
  for (const name of namesOfEmbedded(env)) delete env[name];
  filled.delete(env);
  delete env[EMBEDDED_MARK];
}

/**
 * Notes that the embedded service answers at another address than before, after it was started again.
 *
 * @example
 * moveEmbeddedValues(process.env, "http://127.0.0.1:8080", "http://127.0.0.1:9090");
 */
export function moveEmbeddedValues(env: NodeJS.ProcessEnv, before: string, now: string): void {
  const known = new Map(filled.get(env));
  for (const name of ["AZURE_OPENAI_ENDPOINT", "TUNELAB_MANAGEMENT_URL"]) {
    if (env[name] === before) env[name] = now;
    if (known.get(name) === before) known.set(name, now);
  }
  if (filled.has(env)) filled.set(env, known);
}
