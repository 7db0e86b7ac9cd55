import { checkOneOf, anySignal, timerMs, TunelabError } from "../../core/index.js";
import { type BundledText, findBundledText, listBundledTexts } from "./bundled-texts.js";
import { say } from "../../texts/index.js";

/** A text about something, and where it is from. */
export interface WikipediaSummary {
  readonly title: string;
  readonly text: string;
  readonly language: string;
  /** `wikipedia` when it was fetched now, `bundled` when it is one of the texts that ship with the project. */
  readonly source: "wikipedia" | "bundled";
  /** Page, when fetched. */
  readonly url: string | undefined;
  /** Why a bundled text was used, or that the text was cut. */
  readonly note: string;
}

/** Options of {@link wikipediaSummary}. */
export interface WikipediaOptions {
  /** Code of a Wikipedia, such as `en`, `pt` or `fr`; `pt-BR` is taken as `pt`. @default "en" */
  readonly language?: string;
  /** Longest text, in characters; it is cut at the end of a sentence. @default 5000 */
  readonly maxCharacters?: number;
  /** `auto` takes the network when there is one, else the texts that ship with the project. @default "auto" */
  readonly source?: "auto" | "wikipedia" | "bundled";
  /** Longest wait for each answer, in seconds. @default 10 */
  readonly timeoutSeconds?: number;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
}

interface Page {
  readonly title: string;
  readonly extract?: string;
  readonly missing?: boolean;
  readonly pageprops?: { readonly disambiguation?: string };
  readonly fullurl?: string;
  readonly links?: readonly { readonly title: string }[];
}

/** Raised inside only: there is no usable network, as opposed to a page that is not there. */
class Unreachable extends Error {}

/**
 * Gets the introduction of the Wikipedia article that fits a term best, or without a network a bundled text.
 *
 * The result says which it was. Throws `invalid_option`, `page_missing`, `page_ambiguous` (with the choices), and
 * `wikipedia_unreachable` when there is neither a network nor a bundled text (with the bundled names).
 *
 * @example
 * const { text, source } = await wikipediaSummary("Isaac Asimov", { language: "pt" });
 */
export async function wikipediaSummary(term: string, options: WikipediaOptions = {}): Promise<WikipediaSummary> {
  const { source = "auto", maxCharacters = 5000 } = options;
  checkOneOf("source", source, ["auto", "wikipedia", "bundled"]);
  const language = readLanguage(options.language ?? "en");
  if (typeof term !== "string" || term.trim() === "") {
    throw invalid(say("simulate.badTerm", { term: JSON.stringify(term) }), say("simulate.badTermHint"));
  }
  if (!Number.isInteger(maxCharacters) || maxCharacters < 1) {
    throw invalid(
      say("prompts.valueIs", { name: "maxCharacters", value: String(maxCharacters) }),
      say("simulate.maxCharactersHint"),
    );
  }
  const bundled = findBundledText(term, language);
  if (source === "bundled") {
    if (bundled === undefined) throw noText(term, language, "");
    return fromBundle(bundled, maxCharacters, say("simulate.chosen", { source: '"bundled"' }));
  }
  try {
    return await fetchSummary(term.trim(), language, maxCharacters, options);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    if (source === "wikipedia" || bundled === undefined) throw noText(term, language, error.message);
    return fromBundle(bundled, maxCharacters, say("simulate.unreachable", { reason: error.message }));
  }
}

async function fetchSummary(
  term: string,
  language: string,
  maxCharacters: number,
  options: WikipediaOptions,
): Promise<WikipediaSummary> {
  const found = await ask(language, { action: "query", list: "search", srsearch: term, srlimit: "5" }, options);
  const titles = ((found as { query?: { search?: { title: string }[] } }).query?.search ?? []).map(
    ({ title }) => title,
  );
  const [title] = titles;
  if (title === undefined) {
    throw new TunelabError(say("simulate.noPage", { language, term: JSON.stringify(term) }), {
      code: "page_missing",
      hint: say("simulate.noPageHint", { code: 'wikipediaSummary(term, { language: "en" })' }),
    });
  }
  const answer = await ask(
    language,
    {
      action: "query",
      prop: "extracts|info|pageprops|links",
      inprop: "url",
      ppprop: "disambiguation",
      plnamespace: "0",
      pllimit: "20",
      exintro: "1",
      explaintext: "1",
      redirects: "1",
      titles: title,
    },
    options,
  );
  const page = (answer as { query?: { pages?: Page[] } }).query?.pages?.[0];
  if (page?.pageprops?.disambiguation !== undefined) {
    const choices = (page.links ?? []).map((link) => link.title).slice(0, 8);
    throw new TunelabError(say("simulate.ambiguous", { title: JSON.stringify(page.title) }), {
      code: "page_ambiguous",
      hint: say("simulate.ambiguousHint", { choices: choices.join("; ") }),
    });
  }
  const extract = page?.extract?.trim() ?? "";
  if (page === undefined || page.missing === true || extract === "") {
    throw new TunelabError(say("simulate.noIntroduction", { title: JSON.stringify(title), language }), {
      code: "page_missing",
      hint: say("simulate.noIntroductionHint", { titles: titles.slice(1).join("; ") || say("simulate.nothingElse") }),
    });
  }
  const text = cut(extract, maxCharacters);
  const note = text.length < extract.length ? say("simulate.cut", { n: extract.length }) : "";
  return { title: page.title, text, language, source: "wikipedia", url: page.fullurl, note };
}

async function ask(language: string, query: Record<string, string>, options: WikipediaOptions): Promise<unknown> {
  const { timeoutSeconds = 10, signal } = options;
  const parameters = new URLSearchParams({ ...query, format: "json", formatversion: "2" });
  const deadline = AbortSignal.timeout(timerMs(timeoutSeconds * 1000));
  try {
    const answer = await (options.fetch ?? fetch)(`https://${language}.wikipedia.org/w/api.php?${parameters}`, {
      // Wikimedia asks every program to name itself.
      headers: { "user-agent": "tunelab/0.1 (teaching notebooks)", accept: "application/json" },
      signal: anySignal(signal, deadline),
    });
    if (!answer.ok) throw new Unreachable(say("simulate.answered", { status: String(answer.status) }));
    return await answer.json();
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    if (error instanceof Unreachable) throw error;
    if (deadline.aborted) throw new Unreachable(say("simulate.noAnswer", { seconds: timeoutSeconds }));
    const cause = (error as { cause?: { code?: string } }).cause;
    throw new Unreachable(
      cause?.code ?? (error instanceof SyntaxError ? say("simulate.noJson") : (error as Error).message),
    );
  }
}

const fromBundle = (text: BundledText, maxCharacters: number, note: string): WikipediaSummary => ({
  title: text.title,
  text: cut(text.text, maxCharacters),
  language: text.language,
  source: "bundled",
  url: undefined,
  note: say("simulate.bundled", { note }),
});

/** Cuts at the end of the last whole sentence, if there is one in the second half. */
function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const part = text.slice(0, maxCharacters);
  const end = Math.max(part.lastIndexOf(". "), part.lastIndexOf(".\n"));
  return end > maxCharacters / 2 ? part.slice(0, end + 1) : part.replace(/[\ud800-\udbff]$/, "");
}

function readLanguage(language: string): string {
  const code = /^([a-z]{2,3})(?:[-_][A-Za-z]{2,8})?$/.exec(String(language).trim())?.[1];
  if (code === undefined) {
    throw invalid(say("simulate.badLanguage", { language: JSON.stringify(language) }), say("simulate.badLanguageHint"));
  }
  return code;
}

function noText(term: string, language: string, reason: string): TunelabError {
  const names = listBundledTexts(language);
  const others = listBundledTexts("en");
  const offered =
    names.length > 0
      ? say("simulate.offered", { language, names: names.join(", ") })
      : say("simulate.offeredEnglish", { language, names: others.join(", ") });
  const about = JSON.stringify(term);
  return new TunelabError(
    reason === ""
      ? say("simulate.noBundled", { term: about })
      : say("simulate.noBundledUnreached", { term: about, reason }),
    { code: "wikipedia_unreachable", hint: say("simulate.noBundledHint", { offered }) },
  );
}

const invalid = (message: string, hint: string): TunelabError =>
  new TunelabError(message, { code: "invalid_option", hint });
