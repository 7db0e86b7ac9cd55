import { TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import { mergeBytePairs } from "./merge-byte-pairs.js";

/** Rank table and rules of one encoding, in the form that js-tiktoken ships them. */
export interface RankTable {
  /** Regular expression that cuts a text into pieces; merges never cross a piece's border. */
  readonly pat_str: string;
  readonly special_tokens: Readonly<Record<string, number>>;
  /** Lines of `! <first rank> <base64 token> <base64 token> …`. */
  readonly bpe_ranks: string;
}

/** Which special tokens an {@link BytePairEncoder.encode} call turns into their ids, and which it refuses. */
export interface EncodeOptions {
  /** Special tokens that become one id; the rest of the text is encoded as usual. @default [] */
  readonly allowedSpecial?: readonly string[] | "all";
  /** Special tokens that must not occur in the text. @default every one that is not allowed */
  readonly disallowedSpecial?: readonly string[] | "all";
}

const MAX_CACHED_PIECES = 100_000;

/**
 * Turns text into token ids and back, exactly as tiktoken does.
 *
 * Bytes are handled as strings of characters 0 to 255, so that a piece and its tokens are looked up without
 * copying; pieces seen before are answered from a cache, which is what makes large datasets quick.
 *
 * @example
 * getEncoding("o200k_base").encode("hello world"); // [24912, 2375]
 */
export class BytePairEncoder {
  readonly #ranks = new Map<string, number>();
  readonly #bytesById: (string | undefined)[] = [];
  readonly #pieces: RegExp;
  readonly #cache = new Map<string, readonly number[]>();
  readonly #table: RankTable;

  constructor(
    /** For example `"o200k_base"`. */
    readonly name: string,
    table: RankTable,
  ) {
    this.#table = table;
    for (const line of table.bpe_ranks.split("\n")) {
      const [, first, ...tokens] = line.split(" ");
      tokens.forEach((token, offset) => {
        const bytes = Buffer.from(token, "base64").toString("latin1");
        this.#ranks.set(bytes, Number(first) + offset);
        this.#bytesById[Number(first) + offset] = bytes;
      });
    }
    this.#pieces = new RegExp(asRustPattern(table.pat_str), "gu");
  }

  /** The special tokens and their ids. */
  get specialTokens(): Readonly<Record<string, number>> {
    return this.#table.special_tokens;
  }

  /**
   * Encodes a text; throws `special_token_in_text` when it holds a special token that is not allowed.
   *
   * @example
   * encoding.encode("a<|endoftext|>", { allowedSpecial: ["<|endoftext|>"] }); // [64, 199999] with o200k_base
   */
  encode(text: string, options: EncodeOptions = {}): number[] {
    const every = Object.keys(this.specialTokens);
    const allowed = options.allowedSpecial === "all" ? every : (options.allowedSpecial ?? []);
    const disallowed = [options.disallowedSpecial ?? "all"].flat();
    const refused = disallowed.includes("all") ? every.filter((token) => !allowed.includes(token)) : disallowed;
    const found = refused.find((token) => text.includes(token));
    if (found !== undefined) {
      throw new TunelabError(say("tokens.special", { token: found }), {
        code: "special_token_in_text",
        hint: say("tokens.specialHint", { code: `{ allowedSpecial: ["${found}"] }` }),
      });
    }
    const special = every.filter((token) => allowed.includes(token));
    if (special.length === 0) return this.encodeOrdinary(text);
    const splitter = new RegExp(`(${special.map((token) => token.replace(/[|<>]/g, "\\$&")).join("|")})`);
    return text
      .split(splitter)
      .flatMap((part, index) => (index % 2 === 1 ? [this.specialTokens[part]!] : this.encodeOrdinary(part)));
  }

  /**
   * Encodes a text and treats special tokens in it as the plain characters they are written with.
   *
   * @example
   * encoding.encodeOrdinary("<|endoftext|>").length; // 7 with o200k_base
   */
  encodeOrdinary(text: string): number[] {
    const ids: number[] = [];
    for (const match of text.matchAll(this.#pieces)) {
      for (const id of this.#encodePiece(match[0])) ids.push(id);
    }
    return ids;
  }

  /**
   * Counts the tokens of {@link encodeOrdinary} without keeping them.
   *
   * @example
   * encoding.count("hello world"); // 2
   */
  count(text: string): number {
    let total = 0;
    for (const piece of text.match(this.#pieces) ?? []) total += this.#encodePiece(piece).length;
    return total;
  }

  /**
   * Turns ids back into text; a cut in the middle of a character shows as U+FFFD. Throws `unknown_token`.
   *
   * @example
   * encoding.decode([24912, 2375]); // "hello world" with o200k_base
   */
  decode(ids: Iterable<number>): string {
    return this.decodeBytes(ids).toString("utf8");
  }

  /**
   * Turns ids back into bytes, which is what one token of a multi-byte character really is. Throws `unknown_token`.
   *
   * @example
   * encoding.decodeBytes([24912]); // <Buffer 68 65 6c 6c 6f> with o200k_base
   */
  decodeBytes(ids: Iterable<number>): Buffer {
    const parts: Buffer[] = [];
    for (const id of ids) {
      const bytes = this.#bytesById[id];
      if (bytes !== undefined) parts.push(Buffer.from(bytes, "latin1"));
      else parts.push(Buffer.from(this.#specialText(id), "utf8"));
    }
    return Buffer.concat(parts);
  }

  #specialText(id: number): string {
    const found = Object.entries(this.specialTokens).find(([, special]) => special === id);
    if (found !== undefined) return found[0];
    throw new TunelabError(say("tokens.unknown", { id: String(id), encoding: this.name }), {
      code: "unknown_token",
      hint: say("tokens.unknownHint"),
    });
  }

  #encodePiece(piece: string): readonly number[] {
    const cached = this.#cache.get(piece);
    if (cached !== undefined) return cached;
    const bytes = Buffer.from(piece, "utf8").toString("latin1");
    const whole = this.#ranks.get(bytes);
    const ids = whole !== undefined ? [whole] : mergeBytePairs(bytes, this.#ranks);
    // Starting afresh costs less than tracking which piece was used last, and keeps memory bounded.
    if (this.#cache.size >= MAX_CACHED_PIECES) this.#cache.clear();
    this.#cache.set(piece, ids);
    return ids;
  }
}

/**
 * tiktoken's patterns run in Rust, where `\s` is Unicode's White_Space; JavaScript's leaves out U+0085 and
 * counts U+FEFF, and its `i` flag is what lets Rust read U+017F (ſ) as an s after an apostrophe.
 */
function asRustPattern(pattern: string): string {
  const longS = pattern.includes("'S|") ? pattern.replaceAll("'s|'S|", "'s|'S|'ſ|") : pattern;
  return longS.replaceAll("\\s", "\\p{White_Space}").replaceAll("\\S", "\\P{White_Space}");
}
