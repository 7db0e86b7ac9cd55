import { isRecord } from "../../core/essentials/index.js";
import {
  begunSecretStart,
  hasSecretSigns,
  openSecretStart,
  redact,
  redactValue,
  secretValues,
  withoutCodes,
} from "../../core/redact/index.js";

/** Kinds of content in which random letters are no secret: pictures and documents in base64. */
const BINARY = /^(?:image\/(?!svg)|audio\/|video\/|font\/|application\/(?:pdf|octet-stream|zip|gzip)\b)/;

/** Values that are remembered beside those of the kernel's own environment. */
const COUNT_LIMIT = 1000;

/**
 * Keeps secrets out of what leaves the kernel: the values of environment variables that are named like secrets, of the
 * kernel and of what cells set, and whatever looks like a key.
 *
 * @example
 * new KnownSecrets({ MY_KEY: "abc123def" }).clean("It is abc123def."); // "It is [redacted]."
 */
export class KnownSecrets {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #added = new Set<string>();
  #values: readonly string[] = [];
  #inJson: readonly string[] = [];

  constructor(env: Readonly<Record<string, string | undefined>> = process.env) {
    this.#env = { ...env };
    this.#refresh();
  }

  /** Remembers the value of a variable that a cell has set; also when the variable is gone. */
  add(value: string): void {
    if (this.#added.has(value)) return;
    this.#added.add(value);
    const [oldest] = this.#added;
    if (this.#added.size > COUNT_LIMIT && oldest !== undefined) this.#added.delete(oldest);
    this.#refresh();
  }

  clean(text: string): string {
    return this.#holdsNone(text, this.#values) ? text : redact(text, { secrets: this.#values, env: {} });
  }

  /** Where the end of a text starts that may go on as a secret; its length where it is whole. */
  openStart(text: string): number {
    return openSecretStart(text, this.#values);
  }

  /** The same where a text of another stream comes between: only what has begun to look like a secret waits. */
  begunStart(text: string): number {
    return begunSecretStart(text, this.#values);
  }

  /**
   * The content of a message without secrets. `json` is the content as JSON: what shows no sign of a secret is given back as
   * it is, so that most messages cost one look at their text.
   */
  cleanContent(content: Record<string, unknown>, json: string): Record<string, unknown> {
    if (this.#holdsNone(json, this.#inJson)) return content;
    const { data, body } = content;
    // A reply of the debugger has its bundle a level down.
    if (isRecord(body) && isRecord(body.data)) {
      return { ...this.#cleanValue({ ...content, body: undefined }), body: this.cleanContent(body, json) };
    }
    if (!isRecord(data)) return this.#cleanValue(content);
    const entries = Object.entries(data).map(([mime, part]) => [
      mime,
      BINARY.test(mime) && typeof part === "string" ? this.#withoutKnown(part) : this.#cleanValue(part),
    ]);
    return { ...this.#cleanValue({ ...content, data: undefined }), data: Object.fromEntries(entries) as unknown };
  }

  #cleanValue<T>(value: T): T {
    return redactValue(value, { secrets: this.#values, env: {} });
  }

  #withoutKnown(text: string): string {
    return this.#values.reduce((rest, value) => rest.replaceAll(value, "[redacted]"), text);
  }

  #holdsNone(text: string, values: readonly string[]): boolean {
    const plain = withoutCodes(text);
    // A link of a terminal holds its address in its code.
    const isOpen = (part: string): boolean => hasSecretSigns(part) || values.some((value) => part.includes(value));
    return !isOpen(plain) && (plain === text || !isOpen(text));
  }

  #refresh(): void {
    this.#values = secretValues(this.#env, [...this.#added]);
    this.#inJson = [...new Set(this.#values.map((value) => JSON.stringify(value).slice(1, -1)))];
  }
}
