import { resolve } from "node:path";
import { PAGE_DICTIONARIES } from "../../src/texts/page/index.js";

/** Says a text of the page. */
export type Say = (key: string, parameters?: Readonly<Record<string, string | number>>) => string;

const SCRIPT = resolve(import.meta.dirname, "../../src/jupyterlab-extension/static/speech.js");
const speech = (await import(SCRIPT)) as { makeSpeech(words: unknown, language: unknown): Say };

/** What the extension speaks with, over the dictionaries that set-up writes beside it. */
export const makeSpeech = (language: unknown): Say => speech.makeSpeech(PAGE_DICTIONARIES, language);
