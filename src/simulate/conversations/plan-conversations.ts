import { TunelabError } from "../../core/index.js";
import type { ConversationPlan } from "./converse.js";
import type { GeneratedPair, QuestionSource } from "../questions/question-source.js";
import type { GivenTurn, ReadOptions } from "../simulate-options.js";
import type { SimulationJournal } from "../simulation-journal.js";
import { languageOfText } from "../questions/text-language.js";
import { say } from "../../texts/index.js";

/**
 * Decides what each conversation starts with: given turns, or a generated question; those of a resumed run stay.
 *
 * Throws `query_generation_failed` and the errors of the strategy.
 */
export async function planConversations(
  settings: ReadOptions,
  source: QuestionSource,
  journal: SimulationJournal | undefined,
  warnings: string[],
): Promise<ConversationPlan[]> {
  if (settings.given !== undefined) {
    if (journal !== undefined && journal.pairs === undefined) journal.start([], "given");
    return settings.given.map((turns) => ({ turns, opening: undefined, task: null, context: contextOf(turns[0]) }));
  }
  let pairs = journal?.pairs;
  if (pairs === undefined) {
    pairs = await generate(source, settings);
    if (!settings.signal.aborted) journal?.start(pairs, source.strategy);
  }
  if (pairs.length < settings.count && !settings.signal.aborted) {
    const few = say("simulate.fewQuestions", { found: pairs.length, wanted: settings.count });
    // Too short to tell its language, or in one that nobody looks for.
    const isEnglish = source.strategy !== "sentences" || languageOfText(settings.text ?? "") === "en";
    warnings.push(isEnglish ? few : `${few} ${say("simulate.englishOnly")}`);
  }
  return pairs.map((pair, i): ConversationPlan => {
    const task = settings.tasks[i] ?? null;
    return {
      turns: task === null ? [pair.query] : [],
      opening: task === null ? undefined : pair.query,
      task,
      context: {
        task,
        expected_response: pair.expectedResponse,
        query: pair.query,
        original_text: pair.text,
        strategy: source.strategy,
      },
    };
  });
}

function contextOf(first: GivenTurn | undefined): ConversationPlan["context"] {
  if (typeof first !== "object" || first.expectedResponse === undefined) return {};
  return { query: first.content, expected_response: first.expectedResponse, strategy: "given" };
}

async function generate(source: QuestionSource, settings: ReadOptions): Promise<readonly GeneratedPair[]> {
  try {
    return await source.generate(settings.count, settings.signal);
  } catch (cause) {
    if (settings.signal.aborted) return [];
    if (TunelabError.isInstance(cause) && cause.code !== "model_answer_invalid") throw cause;
    throw new TunelabError(say("simulate.noQuestions", { reason: (cause as Error).message }), {
      code: "query_generation_failed",
      hint: TunelabError.isInstance(cause) ? cause.hint : say("simulate.noQuestionsHint"),
      cause,
    });
  }
}
