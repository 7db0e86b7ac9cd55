import { TunelabError } from "../../../core/essentials/index.js";
import type { CellCompiler } from "../cell-compiler.js";

/**
 * Cells of many kinds. What they make the compiler load stays in the snapshot, V8's byte code of its functions too: a kind
 * that is missing here costs 20 to 60 ms when it is first used. Types of Node's modules are left out, as each kernel would keep
 * them in its memory.
 */
const CELLS = [
  "const warmUpNumber: number = 1;\nwarmUpNumber",
  "let warmUpText = `a ${warmUpNumber}`;\nwarmUpText += 'b';\nconsole.log(warmUpText.toUpperCase(), [1, 2].at(-1));",
  `interface WarmUpRow { readonly name: string; value?: number }
const warmUpRows: WarmUpRow[] = [{ name: "a", value: 1 }, { name: "b" }];
const { name: warmUpName, ...warmUpRest } = warmUpRows[0]!;
warmUpRows.filter((row) => row.value !== undefined).map(({ name }) => name).reduce((sum, name) => sum + name.length, 0);`,
  `function warmUpAdd<T extends { value?: number }>(rows: readonly T[], start = 0): number {
  for (const row of rows) start += row.value ?? 0;
  return start;
}
const warmUpArrow = async (text: string) => (await Promise.all([1].map(async (n) => n + text.length))).length;
display(warmUpAdd(warmUpRows)); await warmUpArrow("a");`,
  `class WarmUpShape { #side = 1; constructor(readonly name: string) {} get area(): number { return this.#side ** 2; } }
try { new WarmUpShape("a").area; } catch (error) { console.error(error); } finally { warmUpText = ""; }
if (warmUpText) { while (false) break; } else switch (warmUpText) { default: JSON.parse("1"); }`,
  `type WarmUpKind = "a" | "b"; enum WarmUpEnum { A } const warmUpKind = "a" satisfies WarmUpKind as WarmUpKind;
setTimeout(() => undefined, 1); /a/g.test("a"); new Error("a").message;`,
];

/** A cell that is refused for a type. One for a name would load many of Node's modules, to find the one that has it. */
const WRONG = "const warmUpWrong: number = 'a';";

/** Has a compiler check and compile cells of many kinds, and forget their names again. Throws where one is refused. */
export function exercise(compiler: CellCompiler, directory: string): void {
  const declared: string[] = [];
  for (const [at, code] of CELLS.entries()) {
    const outcome = compiler.compile({ label: `Warm-up ${at}`, code, directory });
    if (!outcome.ok) {
      throw new TunelabError(`Warm-up ${at} was refused: ${outcome.diagnostics[0]?.message}`, {
        code: "warm_up_refused",
        hint: "Correct the cell in exercise.ts.",
      });
    }
    compiler.commit();
    declared.push(...outcome.cell.declares);
  }
  compiler.compile({ label: "Warm-up", code: WRONG, directory });
  // By name: forgetting all would renew the checker, and what it has learnt would be lost.
  compiler.forget(declared);
}
