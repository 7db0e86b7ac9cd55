import type { LlamaContextSequence, LlamaGrammar, Token } from "node-llama-cpp";
import { loadLlamaPackage } from "./llama-package.js";
import { AnswerLogprobs } from "./sampling/answer-logprobs.js";
import type { KeptPrefix, SlicedPrompt } from "./prompt/kept-prefix.js";
import type { LocalModel } from "./local-model.js";
import { drawToken, type TokenLogprob } from "./sampling/sampling.js";
import { StopSequences } from "./sampling/stop-sequences.js";
import { TokenText } from "./sampling/token-text.js";

/** How to choose the tokens of an answer; the names are the OpenAI API's in camelCase. */
export interface GenerationOptions {
  /** 0 takes the likeliest token each time. */
  readonly temperature: number;
  readonly topP: number;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly seed: number;
  readonly presencePenalty: number;
  readonly frequencyPenalty: number;
  /** Token id to a number added to its logit. */
  readonly logitBias: ReadonlyMap<number, number>;
  /** Number of alternatives to report with each token; `undefined` reports no probabilities at all. */
  readonly topLogprobs?: number;
  readonly grammar?: LlamaGrammar;
}

/** A piece of an answer: text that is safe to show, and the tokens that it took. */
export interface GenerationPiece {
  readonly text: string;
  /** Present when probabilities were asked for. */
  readonly logprobs?: readonly TokenLogprob[];
}

/** How an answer ended. */
export interface GenerationEnd {
  readonly finishReason: "stop" | "length";
  readonly completionTokens: number;
}

/**
 * Writes an answer token by token on a sequence that nobody else uses.
 *
 * What the prompt shares with the one before is not read again; see {@link KeptPrefix} for why the same seed still
 * gives the same answer.
 */
export async function* generate(
  model: LocalModel,
  kept: KeptPrefix,
  prompt: SlicedPrompt,
  options: GenerationOptions,
  signal: AbortSignal,
): AsyncGenerator<GenerationPiece, GenerationEnd> {
  if (options.maxTokens <= 0) return { finishReason: "length", completionTokens: 0 };
  const last = await prefill(kept, prompt, signal);
  const { sequence } = kept;
  const decoder = new TokenText(model);
  const stops = new StopSequences(options.stop);
  let completionTokens = 0;
  const scores = new AnswerLogprobs();
  const piece = (text: string): GenerationPiece =>
    options.topLogprobs === undefined ? { text } : { text, logprobs: scores.show(text) };
  const lastPiece = (text: string, stopped: boolean): GenerationPiece =>
    options.topLogprobs === undefined ? { text } : { text, logprobs: scores.end(text, stopped) };
  const tokens =
    options.topLogprobs === undefined
      ? sampleNatively(model, sequence, last, options)
      : sampleWithLogprobs(model, sequence, last, options);
  for await (const { token, logprob } of tokens) {
    signal.throwIfAborted();
    completionTokens++;
    if (model.isEndOfTurn(token)) {
      // What the stops held back comes before a character that stayed incomplete.
      yield lastPiece(stops.flush() + decoder.flush(), false);
      return { finishReason: "stop", completionTokens };
    }
    if (logprob !== undefined) scores.add(logprob);
    const { text, stopped } = stops.push(decoder.push(token));
    if (stopped) yield lastPiece(text, true);
    else if (text !== "") yield piece(text);
    if (stopped) return { finishReason: "stop", completionTokens };
    if (completionTokens >= options.maxTokens) break;
  }
  const { text, stopped } = stops.push(decoder.flush());
  yield lastPiece(text + stops.flush(), stopped);
  return { finishReason: completionTokens >= options.maxTokens ? "length" : "stop", completionTokens };
}

/** Evaluates all but the last slice of the prompt, with a look in between whether the client is still there. */
async function prefill(kept: KeptPrefix, prompt: SlicedPrompt, signal: AbortSignal): Promise<Token[]> {
  let start = await kept.rewind(prompt);
  for (const end of prompt.ends) {
    if (end <= start) continue;
    signal.throwIfAborted();
    const slice = prompt.tokens.slice(start, end);
    await kept.sequence.evaluateWithoutGeneratingNewTokens(slice);
    kept.add(slice);
    start = end;
  }
  signal.throwIfAborted();
  return prompt.tokens.slice(start);
}

interface SampledToken {
  readonly token: Token;
  readonly logprob?: TokenLogprob;
}

async function* sampleNatively(
  model: LocalModel,
  sequence: LlamaContextSequence,
  tokens: Token[],
  options: GenerationOptions,
): AsyncGenerator<SampledToken> {
  const { LlamaGrammarEvaluationState, TokenBias } = await loadLlamaPackage();
  const generated: Token[] = [];
  const bias = TokenBias.for(model.native.model);
  for (const [token, logit] of options.logitBias) bias.set(token as Token, { logit });
  const penalised = options.presencePenalty !== 0 || options.frequencyPenalty !== 0;
  for await (const token of sequence.evaluate(tokens, {
    temperature: options.temperature,
    topP: options.topP,
    topK: 0,
    minP: 0,
    seed: options.seed,
    yieldEogToken: true,
    tokenBias: options.logitBias.size > 0 ? bias : undefined,
    ...(penalised
      ? {
          repeatPenalty: {
            punishTokens: () => generated,
            maxPunishTokens: options.maxTokens,
            penalty: 1,
            presencePenalty: options.presencePenalty,
            frequencyPenalty: options.frequencyPenalty,
          },
        }
      : {}),
    ...(options.grammar === undefined
      ? {}
      : {
          grammarEvaluationState: new LlamaGrammarEvaluationState({
            model: model.native.model,
            grammar: options.grammar,
          }),
        }),
  })) {
    generated.push(token);
    yield { token };
  }
}

/** Draws in JavaScript from the model's own distribution, whose logarithms the API reports before temperature. */
async function* sampleWithLogprobs(
  model: LocalModel,
  sequence: LlamaContextSequence,
  tokens: Token[],
  options: GenerationOptions,
): AsyncGenerator<SampledToken> {
  const counts = new Map<number, number>();
  let input = tokens;
  for (let index = 0; ; index++) {
    const output = await sequence.controlledEvaluate(
      input.map((token, position) =>
        position === input.length - 1 ? [token, { generateNext: { probabilities: true } }] : token,
      ),
    );
    const probabilities = output.at(-1)?.next.probabilities;
    if (probabilities === undefined) return;
    const { token, logprob } = drawToken(probabilities, counts, options, index, (id) => model.describeToken(id));
    counts.set(token, (counts.get(token) ?? 0) + 1);
    yield { token, logprob };
    input = [token];
  }
}
