/** Which model answers behind a deployment's name. */
export interface AnsweringModel {
  /** By the service's own word. */
  readonly name: string;
  /** Parameters as the embedded service counts them, else as the name tells them ("135m", "1.7b"); `undefined` when neither does. */
  readonly parameters: number | undefined;
  /** Whether it is too small to be prompted for questions about a whole text or for scores. */
  readonly isSmall: boolean;
}

/** What is read of an answer; the embedded service says how many parameters its model has, whatever it is called. */
export interface AnswerOfModel {
  readonly model: string;
  readonly local_parameters?: unknown;
}

const SMALL = 0.6e9;

/**
 * Reads a model's size from the name that a service gives it in its answers.
 *
 * @example
 * describeModel("qwen2.5-0.5b-instruct"); // { name: "qwen2.5-0.5b-instruct", parameters: 5e8, isSmall: true }
 */
export function describeModel(name: string): AnsweringModel {
  const size = /(\d+(?:\.\d+)?)\s*([mb])(?![a-z])/i.exec(name);
  const parameters = size === null ? undefined : Number(size[1]) * (size[2]!.toLowerCase() === "m" ? 1e6 : 1e9);
  return { name, parameters, isSmall: parameters !== undefined && parameters < SMALL };
}

/**
 * Reads which model wrote an answer, by the count of its parameters where the service gives one: a file that was renamed
 * is still as small as it is.
 *
 * @example
 * describeAnswer({ model: "gpt-4o", local_parameters: 134515008 }).isSmall; // true
 */
export function describeAnswer({ model, local_parameters: counted }: AnswerOfModel): AnsweringModel {
  if (typeof counted !== "number") return describeModel(model);
  return { name: model, parameters: counted, isSmall: counted < SMALL };
}
