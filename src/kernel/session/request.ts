import type { JsonObject, Message, RequestChannel } from "../messages/index.js";

/** A request of a client, with the channel that its reply goes to. */
export interface Request {
  readonly channel: RequestChannel;
  readonly message: Message;
}

/** A text field of a request; anything else counts as missing. */
export function textField(content: JsonObject, name: string): string | undefined {
  const value = content[name];
  return typeof value === "string" ? value : undefined;
}

/** A boolean field of a request, with what counts when it is missing. */
export function booleanField(content: JsonObject, name: string, fallback: boolean): boolean {
  const value = content[name];
  return typeof value === "boolean" ? value : fallback;
}

/** A whole number of a request; anything else counts as missing. */
export function integerField(content: JsonObject, name: string): number | undefined {
  const value = content[name];
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}
