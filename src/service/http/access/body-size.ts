import { ApiError, badRequest } from "../api-error.js";

/** Largest JSON body of a chat or completion, in characters: many times what fits in the context. */
const MOST_PROMPT_CHARACTERS = 4 * 1024 * 1024;

/** Largest JSON body of any other route, in characters. */
const MOST_OTHER_CHARACTERS = 1024 * 1024;

/** Most values (texts, numbers, lists, objects) in one JSON body; checking so many takes a tenth of a second. */
const MOST_VALUES = 100_000;

/**
 * Refuses a JSON body by its length, before it is parsed, since parsing holds up everything else.
 *
 * Throws the provider's 400 for a prompt that cannot fit in any context, 413 for another body.
 *
 * @param route as it was registered
 */
export function checkBodyLength(route: string | undefined, characters: number): void {
  if (!isPromptRoute(route)) {
    if (characters > MOST_OTHER_CHARACTERS) throw tooLarge();
  } else if (characters > MOST_PROMPT_CHARACTERS) throw promptTooLong(route, `${characters} characters`);
}

/** Refuses a JSON body by the number of its values, before each of them is checked; see {@link checkBodyLength}. */
export function checkValueCount(route: string | undefined, body: unknown): void {
  const open: unknown[] = [body];
  let values = 0;
  while (open.length > 0) {
    const value = open.pop();
    const children = typeof value === "object" && value !== null ? Object.values(value) : [];
    values += 1 + children.length;
    if (values > MOST_VALUES)
      throw isPromptRoute(route) ? promptTooLong(route, `more than ${MOST_VALUES} values`) : tooLarge();
    for (const child of children) if (typeof child === "object" && child !== null) open.push(child);
  }
}

function isPromptRoute(route: string | undefined): route is string {
  return route?.endsWith("/completions") === true;
}

function promptTooLong(route: string, size: string): ApiError {
  const what = route.endsWith("/chat/completions") ? "messages" : "prompt";
  return badRequest(
    `The request has ${size}, which is more than any context length of the model. Please reduce the length of the ${what}.`,
    what,
    "context_length_exceeded",
  );
}

function tooLarge(): ApiError {
  return new ApiError(413, "The request is too large.", { code: "RequestEntityTooLarge", shape: "azure" });
}
