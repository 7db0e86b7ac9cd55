import { describe, expect, it } from "vitest";
import { listBundledTexts, wikipediaSummary } from "../../src/simulate/index.js";

/** Answers of the MediaWiki API, in turn; records the addresses asked. */
function fakeFetch(answers: readonly unknown[], asked: URL[] = []): typeof fetch {
  return (async (address: string) => {
    asked.push(new URL(address));
    const answer = answers[asked.length - 1];
    if (answer instanceof Error) throw answer;
    if (typeof answer === "number") return new Response("", { status: answer });
    return new Response(typeof answer === "string" ? answer : JSON.stringify(answer));
  }) as typeof fetch;
}

const search = (...titles: string[]) => ({ query: { search: titles.map((title) => ({ title })) } });
const page = (fields: object) => ({ query: { pages: [{ title: "Isaac Asimov", ...fields }] } });
const offline = () => Object.assign(new TypeError("fetch failed"), { cause: { code: "ENOTFOUND" } });

describe("wikipediaSummary with a network", () => {
  it("takes the introduction of the page that fits best, in the language asked for", async () => {
    const asked: URL[] = [];
    const answers = [
      search("Isaac Asimov", "Asimov's"),
      page({ extract: "Escritor.\n", fullurl: "https://pt.wikipedia.org/wiki/Isaac_Asimov" }),
    ];
    await expect(
      wikipediaSummary(" asimov ", { language: "pt-BR", fetch: fakeFetch(answers, asked) }),
    ).resolves.toEqual({
      title: "Isaac Asimov",
      text: "Escritor.",
      language: "pt",
      source: "wikipedia",
      url: "https://pt.wikipedia.org/wiki/Isaac_Asimov",
      note: "",
    });
    expect(asked[0]!.host).toBe("pt.wikipedia.org");
    expect(Object.fromEntries(asked[0]!.searchParams)).toMatchObject({ list: "search", srsearch: "asimov" });
    expect(Object.fromEntries(asked[1]!.searchParams)).toMatchObject({
      exintro: "1",
      explaintext: "1",
      titles: "Isaac Asimov",
    });
  });

  it("cuts at the end of a sentence and says so", async () => {
    const extract = "First sentence here. Second one here. Third.";
    const result = await wikipediaSummary("x", {
      maxCharacters: 40,
      fetch: fakeFetch([search("X"), page({ extract })]),
    });
    expect(result).toMatchObject({ text: "First sentence here. Second one here.", note: "Cut from 44 characters." });
  });

  it("explains a missing page and an ambiguous one", async () => {
    await expect(wikipediaSummary("qqqq", { fetch: fakeFetch([search()]) })).rejects.toMatchObject({
      code: "page_missing",
    });
    const ambiguous = page({
      title: "Mercury",
      pageprops: { disambiguation: "" },
      links: [{ title: "Mercury (planet)" }, { title: "Freddie Mercury" }],
    });
    await expect(
      wikipediaSummary("Mercury", { fetch: fakeFetch([search("Mercury"), ambiguous]) }),
    ).rejects.toMatchObject({
      code: "page_ambiguous",
      hint: "Choose one, for example: Mercury (planet); Freddie Mercury.",
    });
  });
});

describe("wikipediaSummary without a network", () => {
  it.each<[string, unknown]>([
    ["no name service", offline()],
    ["a server error", 503],
    ["an answer that is no JSON", "<html>sign in</html>"],
  ])("takes a bundled text and says why: %s", async (_, answer) => {
    const result = await wikipediaSummary("Isaac Asimov", { fetch: fakeFetch([answer]) });
    expect(result).toMatchObject({ source: "bundled", title: "Isaac Asimov", url: undefined });
    expect(result.note).toContain("Wikipedia could not be reached");
    expect(result.text).toContain("Petrovichi");
  });

  it("names the texts that ship when there is none about the term", async () => {
    await expect(
      wikipediaSummary("Cleopatra", { language: "fr", fetch: fakeFetch([offline()]) }),
    ).rejects.toMatchObject({
      code: "wikipedia_unreachable",
      hint: expect.stringContaining("In fr: Isaac Asimov, Marie Curie, Nelson Mandela, Victor Hugo."),
    });
  });

  it("does not hide behind a bundled text when Wikipedia alone is wanted", async () => {
    await expect(
      wikipediaSummary("Isaac Asimov", { source: "wikipedia", fetch: fakeFetch([offline()]) }),
    ).rejects.toMatchObject({ code: "wikipedia_unreachable" });
  });

  it.each([
    ["", "en"],
    ["Asimov", "english!"],
    ["Asimov", "../x"],
  ])("refuses the term %j in language %j", async (term, language) => {
    await expect(wikipediaSummary(term, { language, source: "bundled" })).rejects.toMatchObject({
      code: "invalid_option",
    });
  });
});

describe("the bundled texts", () => {
  it.each(["en", "pt", "fr"])(
    "are at least four in %s, Isaac Asimov among them, each long enough to ask about",
    async (language) => {
      const names = listBundledTexts(language);
      expect(names.length).toBeGreaterThanOrEqual(4);
      expect(names).toContain("Isaac Asimov");
      for (const name of names) {
        const { text } = await wikipediaSummary(name, { language, source: "bundled" });
        expect(text.length, name).toBeGreaterThan(2_000);
        expect(text.length, name).toBeLessThan(4_000);
      }
    },
  );
});
