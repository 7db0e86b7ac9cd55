import { z } from "zod";
import { TunelabError } from "../core/index.js";

/** Faults that an instructor can turn on, and the speed of the service's waits. All off by default. */
export const switchesSchema = z.strictObject({
  /**
   * Scale of the waits that Azure has and a laptop does not (validation, queue, deployment): 1 waits as long as Azure
   * typically does, 0 does not wait.
   */
  clockScale: z.number().min(0).max(10).default(0),
  /** New deployments are refused with InsufficientQuota. */
  quotaZero: z.boolean().default(false),
  /** New deployments with SKU Standard are refused. */
  wrongSku: z.boolean().default(false),
  /** Deployments answer DeploymentNotReady. */
  deploymentNotReady: z.boolean().default(false),
  /** The tokens per minute of a deployment are enforced with 429 and Retry-After. */
  enforceRateLimits: z.boolean().default(false),
  /** Every n-th chat request is answered 429 with Retry-After 1; 0 turns it off. */
  tooManyRequestsEvery: z.number().int().min(0).default(0),
  /** Base models past their retirement date answer 410 and cannot be tuned. */
  retiredModels: z.boolean().default(false),
  /** A prompt that contains this text is refused by the content filter. */
  contentFilterText: z.string().max(200).default(""),
  /** Jobs fail while their files are validated. */
  failValidation: z.boolean().default(false),
  /** Jobs fail in training after this many steps; 0 turns it off. */
  failTrainingAtStep: z.number().int().min(0).default(0),
  /** The management token is answered as expired. */
  expiredToken: z.boolean().default(false),
});

/** Values of the switches. */
export type SwitchValues = z.output<typeof switchesSchema>;

/**
 * What an answer says at its end that only a switch has caused.
 *
 * @example
 * simulatedBy("quotaZero"); // "(Simulated: the embedded service's teaching switch quotaZero is on.)"
 */
export function simulatedBy(name: keyof SwitchValues): string {
  return `(Simulated: the embedded service's teaching switch ${name} is on.)`;
}

/** The switches as they are now; the administrative route changes them. */
export class TeachingSwitches {
  #values: SwitchValues;
  readonly #listeners = new Set<() => void>();

  constructor(initial: z.input<typeof switchesSchema> = {}) {
    this.#values = switchesSchema.parse(initial);
  }

  get values(): SwitchValues {
    return this.#values;
  }

  /** Names of the switches that differ from their default, for the output. */
  get active(): readonly string[] {
    const defaults = switchesSchema.parse({});
    return (Object.keys(defaults) as (keyof SwitchValues)[]).filter((name) => this.#values[name] !== defaults[name]);
  }

  /** Changes the given switches and keeps the others. */
  set(changes: Partial<SwitchValues>): void {
    this.#values = switchesSchema.parse({ ...this.#values, ...changes });
    for (const listener of this.#listeners) listener();
  }

  /** Calls a function after each change. Returns how to end that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/**
 * Reads the switches from TUNELAB_FAULTS, a JSON object, for example `{"quotaZero":true}`.
 *
 * Throws `invalid_option` when it is something else, or names a switch that there is not.
 *
 * @example
 * switchesFromEnvironment({ TUNELAB_FAULTS: '{"clockScale":1}' }).active; // ["clockScale"]
 */
export function switchesFromEnvironment(environment: Readonly<Record<string, string | undefined>>): TeachingSwitches {
  const text = environment["TUNELAB_FAULTS"]?.trim() ?? "";
  if (text === "") return new TeachingSwitches();
  const names = Object.keys(switchesSchema.shape).join(", ");
  const refuse = (problem: string, cause: unknown): TunelabError =>
    new TunelabError(`TUNELAB_FAULTS cannot be used: ${problem}`, {
      code: "invalid_option",
      hint: `Write a JSON object such as {"quotaZero":true}. The switches are ${names}.`,
      cause,
    });
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw refuse(`${(cause as Error).message}.`, cause);
  }
  const parsed = switchesSchema.safeParse(given);
  if (parsed.success) return new TeachingSwitches(parsed.data);
  const [issue] = parsed.error.issues;
  throw refuse(`${[...issue!.path, issue!.message].join(": ")}.`, parsed.error);
}
