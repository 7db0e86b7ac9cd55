import { z } from "zod";
import { badRequest } from "../api-error.js";

/** A field that may be left out or be `null`, which the API takes for the same. */
export const nullable = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** Parameters that chat and text completions have in common, with the API's names and ranges. */
export const samplingParameters = {
  model: nullable(z.string()),
  temperature: nullable(z.number().min(0).max(2)),
  top_p: nullable(z.number().min(0).max(1)),
  n: nullable(z.number().int().min(1).max(128)),
  stream: nullable(z.boolean()),
  stream_options: nullable(
    z.strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() }),
  ),
  stop: nullable(z.union([z.string(), z.array(z.string()).max(4)])),
  presence_penalty: nullable(z.number().min(-2).max(2)),
  frequency_penalty: nullable(z.number().min(-2).max(2)),
  logit_bias: nullable(z.record(z.string(), z.number().min(-100).max(100))),
  seed: nullable(z.number().int()),
  user: nullable(z.string()),
};

/**
 * Texts that end an answer, from the API's one, several or none.
 *
 * @example
 * toStopList("\n"); // ["\n"]
 */
export function toStopList(stop: string | readonly string[] | undefined): readonly string[] {
  if (stop === undefined) return [];
  return typeof stop === "string" ? [stop] : stop;
}

/**
 * Token ids as keys of `logit_bias`; they are ids of the model that answers, not of OpenAI's vocabularies. Throws the
 * provider's 400 for a key that is none.
 *
 * @example
 * parseLogitBias({ "198": -100 }); // Map { 198 => -100 }
 */
export function parseLogitBias(bias: Readonly<Record<string, number>>): ReadonlyMap<number, number> {
  return new Map(
    Object.entries(bias).map(([key, value]) => {
      if (!/^\d{1,9}$/.test(key)) {
        throw badRequest(
          `Invalid key in 'logit_bias': ${key.slice(0, 40)}. You should only be submitting non-negative integers.`,
          "logit_bias",
          "invalid_value",
        );
      }
      return [Number(key), value];
    }),
  );
}
