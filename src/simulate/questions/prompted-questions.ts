import type { Prompty, PromptyRunOptions } from "../../prompts/index.js";
import { say } from "../../texts/index.js";
import { askForJson } from "../ask-for-json.js";
import type { GeneratedPair, QuestionSource } from "./question-source.js";
import { splitText } from "../texts/split-text.js";
import type { UsageMeter } from "../usage-meter.js";

/** What {@link makePromptedQuestions} needs. */
export interface PromptedQuestionsOptions {
  readonly text: string;
  readonly generator: Prompty;
  readonly userSimulator: Prompty;
  readonly generatorInputs: Readonly<Record<string, unknown>>;
  readonly userSimulatorInputs: Readonly<Record<string, unknown>>;
  readonly run: PromptyRunOptions;
  readonly meter: UsageMeter;
}

const OPENING_ACTION = "Ask the question above in your own words, as somebody with this wish would. Keep its meaning.";
const NEXT_ACTION = "Go on with what you want, and do not repeat yourself.";
const DEFAULT_TASK = "Learn more about the subject of the conversation.";

const strictObject = (properties: Readonly<Record<string, unknown>>) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const QUESTIONS = strictObject({
  qna: { type: "array", items: strictObject({ q: { type: "string" }, r: { type: "string" } }) },
});
const TURN = strictObject({ content: { type: "string" }, role: { type: "string", enum: ["user"] } });

/**
 * Questions and turns from a prompted model: the way of azure-ai-evaluation's Simulator.
 *
 * A text longer than about 20,000 characters is cut into parts at paragraphs, each asked for its share of the questions.
 */
export function makePromptedQuestions(options: PromptedQuestionsOptions): QuestionSource {
  const { text, generator, userSimulator, run, meter } = options;
  return {
    strategy: "prompt",
    generate: async (count, signal) => {
      const parts = splitText(text, count);
      const pairs: GeneratedPair[] = [];
      for (const [i, part] of parts.entries()) {
        const wanted = Math.ceil((count - pairs.length) / (parts.length - i));
        if (wanted <= 0) break;
        const found = await askForJson({
          prompty: generator,
          inputs: { ...options.generatorInputs, text: part, num_queries: wanted },
          run: { ...run, signal },
          meter,
          wanted: say("simulate.questions"),
          schema: QUESTIONS,
          read: (value) => readPairs(value, part),
        });
        pairs.push(...found.slice(0, count - pairs.length));
      }
      return pairs;
    },
    nextTurn: async ({ task, history, opening }, signal) => {
      const shown = opening === undefined ? history : [{ role: "assistant", content: opening }];
      return askForJson({
        prompty: userSimulator,
        inputs: {
          ...options.userSimulatorInputs,
          task: task ?? DEFAULT_TASK,
          conversation_history: shown.map(({ role, content }) => ({ role, content })),
          action: opening === undefined ? NEXT_ACTION : OPENING_ACTION,
        },
        run: { ...run, signal },
        meter,
        wanted: say("simulate.userTurn"),
        schema: TURN,
        read: readTurn,
      });
    },
  };
}

/** The list under the first key of the object, or a bare list; items with a question and an answer are kept. */
function readPairs(value: unknown, text: string): GeneratedPair[] {
  const list: unknown =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value)[0] : value;
  if (!Array.isArray(list)) throw new Error(say("simulate.noQna"));
  const pairs = list.flatMap((item: unknown): GeneratedPair[] => {
    if (typeof item !== "object" || item === null) return [];
    const { q, r } = item as { q?: unknown; r?: unknown };
    if (typeof q !== "string" || q.trim() === "") return [];
    if (typeof r !== "string" && typeof r !== "number") return [];
    return [{ query: q.trim(), expectedResponse: String(r).trim(), text }];
  });
  if (pairs.length === 0 && list.length > 0) throw new Error(say("simulate.noPair"));
  return pairs;
}

function readTurn(value: unknown): string {
  const content: unknown =
    typeof value === "object" && value !== null ? (value as { content?: unknown }).content : value;
  if (typeof content === "string" && content.trim() !== "") return content.trim();
  throw new Error(say("simulate.noContent"));
}
