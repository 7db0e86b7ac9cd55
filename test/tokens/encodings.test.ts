import { readFileSync } from "node:fs";
import { getEncoding as getPeer } from "js-tiktoken";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodingForModel, encodingNameForModel, getEncoding } from "../../src/tokens/index.js";

interface Refusal {
  readonly $error: { readonly type: string };
}
type Expected = "same" | readonly number[] | Refusal;
interface Case {
  readonly ids_ordinary: number[];
  readonly count: number;
  readonly roundtrip: boolean;
  readonly ids_default: Expected;
  readonly ids_allowed_all: Expected;
  readonly ids_allowed_endoftext?: Expected;
  readonly ids_allowed_endoftext_disallowed_none?: Expected;
}
const NAMES = ["o200k_base", "cl100k_base"] as const;
interface Goldens {
  readonly encoding_for_model: Record<string, string | Refusal>;
  readonly encodings: Record<(typeof NAMES)[number], { special_tokens: Record<string, number> }>;
  readonly cases: readonly ({ readonly text: string } & Record<(typeof NAMES)[number], Case>)[];
}
const goldens = JSON.parse(readFileSync(new URL("../fixtures/tokens/tokens.json", import.meta.url), "utf8")) as Goldens;

function outcome(action: () => number[]): readonly number[] | string {
  try {
    return action();
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe.each(NAMES)("%s", (name) => {
  const encoding = getEncoding(name);

  it.each(goldens.cases.map((entry) => [entry.text.slice(0, 40), entry] as const))(
    "encodes %j to tiktoken's ids and back",
    (_, entry) => {
      const golden = entry[name];
      expect(encoding.encodeOrdinary(entry.text)).toEqual(golden.ids_ordinary);
      expect(encoding.count(entry.text)).toBe(golden.count);
      expect(encoding.decode(golden.ids_ordinary)).toBe(entry.text);
    },
  );

  it("allows and refuses special tokens as tiktoken", () => {
    for (const entry of goldens.cases) {
      const golden = entry[name];
      const wanted = (expected: Expected): readonly number[] | string =>
        expected === "same" ? golden.ids_ordinary : "$error" in expected ? "special_token_in_text" : expected;
      expect(outcome(() => encoding.encode(entry.text))).toEqual(wanted(golden.ids_default));
      expect(outcome(() => encoding.encode(entry.text, { allowedSpecial: "all" }))).toEqual(
        wanted(golden.ids_allowed_all),
      );
      if (golden.ids_allowed_endoftext === undefined) continue;
      const allowedSpecial = ["<|endoftext|>"];
      expect(outcome(() => encoding.encode(entry.text, { allowedSpecial }))).toEqual(
        wanted(golden.ids_allowed_endoftext),
      );
      expect(outcome(() => encoding.encode(entry.text, { allowedSpecial, disallowedSpecial: [] }))).toEqual(
        wanted(golden.ids_allowed_endoftext_disallowed_none!),
      );
    }
  });

  it("knows tiktoken's special tokens and decodes them", () => {
    expect(encoding.specialTokens).toEqual(goldens.encodings[name].special_tokens);
    expect(encoding.decode([encoding.specialTokens["<|endoftext|>"]!])).toBe("<|endoftext|>");
  });

  it("agrees with js-tiktoken on arbitrary text and decodes what it encoded", () => {
    const peer = getPeer(name);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        const ids = encoding.encodeOrdinary(text);
        // The peer's white space differs from tiktoken's at these two characters and at the end of a text.
        if (!/[\u0085\ufeff]|\s$/.test(text)) expect(ids).toEqual(peer.encode(text, [], []));
        expect(encoding.decode(ids)).toBe(text);
      }),
      { seed: 105, numRuns: 500 },
    );
  });

  it("merges a long run in the same way as a short one, heap or scan", () => {
    const peer = getPeer(name);
    for (const unit of ["a", "ab", "東京", "=", "xyzzy", "é"]) {
      for (const times of [20, 90, 97, 200]) {
        const text = unit.repeat(times);
        expect(encoding.encodeOrdinary(text)).toEqual(peer.encode(text, [], []));
      }
    }
  });
});

describe("encodings", () => {
  it("are found by model name as in tiktoken", () => {
    for (const [model, expected] of Object.entries(goldens.encoding_for_model)) {
      const found = outcome(() => [encodingNameForModel(model)] as unknown as number[]);
      expect([model, found]).toEqual([model, typeof expected === "string" ? [expected] : "unknown_model"]);
    }
    expect(encodingForModel("gpt-35-turbo").name).toBe("cl100k_base");
    expect(encodingForModel("gpt-4o-mini-2024-07-18.ft-0e208cf33a6a466994aff31a08aba678").name).toBe("o200k_base");
  });

  it("refuse a name that is none, saying which there are", () => {
    expect(() => getEncoding("o200k" as "o200k_base")).toThrow(
      expect.objectContaining({ code: "unknown_encoding", message: '"o200k" is not an encoding.' }),
    );
  });

  it("treat half of an emoji as the replacement character, as tiktoken does", () => {
    const encoding = getEncoding("o200k_base");
    expect(encoding.encodeOrdinary("\ud83d")).toEqual(encoding.encodeOrdinary("\ufffd"));
  });

  it("refuse to decode an id that stands for nothing", () => {
    expect(() => getEncoding("o200k_base").decode([24912, 999_999])).toThrow(
      expect.objectContaining({ code: "unknown_token" }),
    );
  });
});
