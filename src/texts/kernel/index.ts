import { cells as cellsInEnglish } from "../en/kernel/cells.js";
import { imports as importsInEnglish } from "../en/kernel/imports.js";
import { kernel as kernelInEnglish } from "../en/kernel/kernel.js";
import { magics as magicsInEnglish } from "../en/kernel/magics.js";
import { cells as cellsInFrench } from "../fr/kernel/cells.js";
import { imports as importsInFrench } from "../fr/kernel/imports.js";
import { kernel as kernelInFrench } from "../fr/kernel/kernel.js";
import { magics as magicsInFrench } from "../fr/kernel/magics.js";
import type { Locale } from "../locales.js";
import { makeSay } from "../make-say.js";
import { cells as cellsInPortuguese } from "../pt-BR/kernel/cells.js";
import { imports as importsInPortuguese } from "../pt-BR/kernel/imports.js";
import { kernel as kernelInPortuguese } from "../pt-BR/kernel/kernel.js";
import { magics as magicsInPortuguese } from "../pt-BR/kernel/magics.js";

const en = { ...kernelInEnglish, ...cellsInEnglish, ...importsInEnglish, ...magicsInEnglish } as const;

/** Name of a text of the kernel. */
export type KernelTextKey = keyof typeof en;

/**
 * What the kernel's processes say. Apart from the library's texts, which are ten times as long: each of the processes would
 * hold them in its memory from its start.
 */
export const KERNEL_DICTIONARIES: Readonly<Record<Locale, Readonly<Record<KernelTextKey, string>>>> = {
  en,
  "pt-BR": { ...kernelInPortuguese, ...cellsInPortuguese, ...importsInPortuguese, ...magicsInPortuguese },
  fr: { ...kernelInFrench, ...cellsInFrench, ...importsInFrench, ...magicsInFrench },
};

/**
 * A text of the kernel in the language of this process.
 *
 * @example
 * say("kernel.whatToDo", { hint: "Run the cell again." }); // "What to do: Run the cell again."
 */
export const say = makeSay<typeof en>(KERNEL_DICTIONARIES);
