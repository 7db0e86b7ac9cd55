import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { LocalModel } from "../local-model.js";
import { toLogprob } from "./sampling.js";

/** Logarithm of one token's probability and the likeliest tokens in its place. */
export interface ProbedToken {
  readonly logprob: number;
  readonly top: readonly { readonly token: Token; readonly logprob: number }[];
}

/** Called with what was found about the token at a position. */
export type OnProbe = (position: number, probe: ProbedToken) => void;

/** The parts of node-llama-cpp 3.21.1 below its public classes that {@link probeTokens} works with. */
interface NativeSampler {
  applyConfig(config: Record<string, unknown>): unknown;
  dispose(): void;
}
interface SequenceInternals {
  readonly _tokenMeter: unknown;
  readonly _contextShift: { readonly size: unknown; readonly strategy: unknown };
  readonly _takeIntervalCheckpointIfNeededAfterBatch: unknown;
  readonly _context: {
    readonly _ctx: {
      sampleToken(
        batchIndex: number,
        sampler: NativeSampler,
        probabilities: boolean,
        confidence: boolean,
      ): Promise<
        readonly [token: number, probabilities: readonly number[] | undefined, confidence: number | undefined]
      >;
    };
  };
  _resolveSamplerConfig(options: Record<string, unknown>): Record<string, unknown>;
  _decodeTokens(
    tokens: readonly Token[],
    logits: readonly (true | undefined)[],
    priority: number,
    meter: unknown,
    contextShift: unknown,
    read: (batchIndex: number, tokenIndex: number) => Promise<unknown>,
    afterBatch: unknown,
  ): Promise<unknown>;
}

/**
 * Added to the logit of the token that is asked for, so that it is among the two likeliest and its probability comes
 * back as a ratio to the likeliest one. e^-40 is 4e-18, and single precision reaches e^-87.
 */
const LOGIT_LIFT = 40;

/**
 * Evaluates tokens and reports how probable each next one was.
 *
 * The public API hands over the whole vocabulary for each token, 49,152 numbers as JavaScript objects, which costs four
 * times as much as the model itself. Here the binding is asked for three numbers instead: the likeliest token and its
 * probability over the whole vocabulary, and, with its logit lifted, the wanted token's ratio to it. If the binding's
 * inner parts are not as in the pinned version, the public way is taken.
 *
 * @param tokens evaluated after what the sequence already holds
 * @param wanted token that follows each of `tokens`, or `undefined` where nothing is asked
 */
export async function probeTokens(
  model: LocalModel,
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  wanted: readonly (Token | undefined)[],
  topCount: number,
  onProbe: OnProbe,
): Promise<void> {
  const samplers = nativeSamplers(model, sequence);
  if (samplers === undefined) return probePublicly(sequence, tokens, wanted, topCount, onProbe);
  const { internals, create } = samplers;
  const greedy = create();
  const best = create();
  const lifted = create();
  greedy.applyConfig(internals._resolveSamplerConfig({ temperature: 0 }));
  const most = { temperature: 1, topP: 1, seed: 0 };
  best.applyConfig(internals._resolveSamplerConfig({ ...most, topK: Math.max(1, topCount) }));
  const liftedConfig = internals._resolveSamplerConfig({ ...most, topK: 2 });
  const { _ctx: context } = internals._context;
  const read = async (batchIndex: number, position: number): Promise<undefined> => {
    const target = wanted[position];
    if (target === undefined) return;
    const [likeliest, , confidence] = await context.sampleToken(batchIndex, greedy, false, true);
    const peak = toLogprob(confidence ?? 0);
    const top: { token: Token; logprob: number }[] = [];
    if (topCount > 0) {
      const [, pairs] = await context.sampleToken(batchIndex, best, true, false);
      for (let at = 0; at + 1 < (pairs?.length ?? 0); at += 2) {
        top.push({ token: pairs![at] as Token, logprob: peak + toLogprob(pairs![at + 1]!) - toLogprob(pairs![1]!) });
      }
    }
    let logprob = peak;
    if (likeliest !== target) {
      lifted.applyConfig({
        ...liftedConfig,
        tokenBiasKeys: Uint32Array.of(target),
        tokenBiasValues: Float32Array.of(LOGIT_LIFT),
      });
      const [, pairs] = await context.sampleToken(batchIndex, lifted, true, false);
      logprob = peak + logRatio(pairs ?? [], target);
    }
    onProbe(position, { logprob: Math.max(logprob, toLogprob(0)), top });
  };
  // One position at a time: a sampler keeps state between its steps.
  let turn: Promise<unknown> = Promise.resolve();
  try {
    await internals._decodeTokens(
      tokens,
      wanted.map((target) => (target === undefined ? undefined : true)),
      5,
      internals._tokenMeter,
      internals._contextShift,
      (batchIndex, position) => (turn = turn.then(() => read(batchIndex, position))),
      internals._takeIntervalCheckpointIfNeededAfterBatch,
    );
  } finally {
    await turn.catch(() => undefined);
    for (const sampler of [greedy, best, lifted]) sampler.dispose();
  }
}

/** Logarithm of the target's probability over that of the likeliest other token, from the pair with the lifted logit. */
function logRatio(pairs: readonly number[], target: Token): number {
  const [first, firstProbability = 0, , secondProbability = 0] = pairs;
  const [own, other] = first === target ? [firstProbability, secondProbability] : [secondProbability, firstProbability];
  if (own <= 0) return toLogprob(0);
  // Lifted, the target may be so far ahead that the other one's share is below single precision's smallest number.
  return other <= 0 ? 0 : Math.log(own) - Math.log(other) - LOGIT_LIFT;
}

function nativeSamplers(
  model: LocalModel,
  sequence: LlamaContextSequence,
): { readonly internals: SequenceInternals; readonly create: () => NativeSampler } | undefined {
  const internals = sequence as unknown as Partial<SequenceInternals>;
  const { llama, model: loaded } = model.native;
  const Sampler = (llama as unknown as { _bindings?: { AddonSampler?: new (model: unknown) => NativeSampler } })
    ._bindings?.AddonSampler;
  const native = (loaded as unknown as { _model?: unknown })._model;
  const complete =
    typeof internals._decodeTokens === "function" &&
    typeof internals._resolveSamplerConfig === "function" &&
    typeof internals._context?._ctx?.sampleToken === "function";
  if (!complete || Sampler === undefined || native === undefined) return undefined;
  return { internals: internals as SequenceInternals, create: () => new Sampler(native) };
}

/** The same through the public API: slower, and the reference that the fast way is tested against. */
export async function probePublicly(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  wanted: readonly (Token | undefined)[],
  topCount: number,
  onProbe: OnProbe,
): Promise<void> {
  await sequence.controlledEvaluate(
    tokens.map((token, position) =>
      wanted[position] === undefined ? token : [token, { generateNext: { probabilities: true } }],
    ),
    {
      onTokenResult: (position, output) => {
        const { probabilities } = output.next;
        const target = wanted[position];
        if (probabilities === undefined || target === undefined) return;
        const top: { token: Token; logprob: number }[] = [];
        for (const [token, probability] of probabilities) {
          if (top.length >= topCount) break;
          top.push({ token, logprob: toLogprob(probability) });
        }
        onProbe(position, { logprob: toLogprob(probabilities.get(target) ?? 0), top });
      },
    },
  );
}
