import { chooseLocale, type Locale } from "./locales.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Node's process, which is not there in a browser: the portal's pages share this room. */
const { process: node } = globalThis as unknown as {
  readonly process?: {
    readonly env: Environment;
    getBuiltinModule(name: "node:fs"): { readFileSync(path: string, encoding: "utf8"): string };
  };
};

/** A notebook is asked once: its language is written into it when it is made. */
const asked = new Map<string, string | undefined>();

/**
 * The language that this process speaks: of `TUNELAB_LANGUAGE`, else of the notebook that Jupyter runs (its metadata
 * `tunelab.language`), else of the system's locale; English where none of them is one of ours.
 *
 * @example
 * currentLocale({ TUNELAB_LANGUAGE: "pt" }); // "pt-BR"
 */
export function currentLocale(env: Environment = node?.env ?? {}): Locale {
  const system = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"];
  return chooseLocale([...chosenTags(env), ...(system ? [system] : [])]);
}

/**
 * The language that was chosen for this process, by `TUNELAB_LANGUAGE` or by the notebook; `undefined` where only the system
 * has one.
 *
 * @example
 * chosenLocale({ LANG: "fr_FR.UTF-8" }); // undefined
 */
export function chosenLocale(env: Environment = node?.env ?? {}): Locale | undefined {
  const tags = chosenTags(env);
  return tags.length === 0 ? undefined : chooseLocale(tags);
}

function chosenTags(env: Environment): string[] {
  const notebook = env["JPY_SESSION_NAME"];
  const tags = [env["TUNELAB_LANGUAGE"], notebook === undefined ? undefined : languageOf(notebook)];
  return tags.filter((tag): tag is string => tag !== undefined && tag !== "");
}

function languageOf(notebook: string): string | undefined {
  if (!asked.has(notebook)) asked.set(notebook, readLanguage(notebook));
  return asked.get(notebook);
}

function readLanguage(notebook: string): string | undefined {
  try {
    // An import would be one for the browser too.
    const { metadata } = JSON.parse(node!.getBuiltinModule("node:fs").readFileSync(notebook, "utf8")) as {
      metadata?: { tunelab?: { language?: unknown } };
    };
    const language = metadata?.tunelab?.language;
    return typeof language === "string" ? language : undefined;
  } catch {
    return undefined;
  }
}
