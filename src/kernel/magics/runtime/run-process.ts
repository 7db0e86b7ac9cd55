import { type SpawnOptions, spawn } from "node:child_process";
import { constants } from "node:os";
import { StringDecoder } from "node:string_decoder";
import { TunelabError } from "../../../core/essentials/index.js";
import { say } from "../../../texts/kernel/index.js";

/** Options of {@link runProcess}. */
export type RunProcessOptions = Pick<SpawnOptions, "cwd" | "env">;

/** Milliseconds that output may take after the program has ended; what it left in the background keeps the pipes open. */
const LAST_OUTPUT_MS = 200;
/**
 * Runs a program and passes its output on as it comes, as output of the cell.
 *
 * Resolves with the exit status when the program ends, although processes that it left in the background may go on and
 * write; these end with the cell runner, whose process group they are in. An interrupt ends the program and what it has
 * started, as all child processes of a cell. Rejects with `program_not_found` when it cannot
 * be started.
 *
 * @example
 * await runProcess("git", ["status"], { cwd: "/home/me/notebooks" }); // 0
 */
export function runProcess(command: string, args: readonly string[], options: RunProcessOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    for (const name of ["stdout", "stderr"] as const) {
      const decoder = new StringDecoder("utf8");
      child[name].on("data", (chunk: Buffer) => process[name].write(decoder.write(chunk)));
      child[name].on("end", () => process[name].write(decoder.end()));
    }
    child.once("error", (cause) => {
      reject(
        new TunelabError(say("magics.notStarted", { name: JSON.stringify(command) }), {
          code: "program_not_found",
          hint: say("magics.notStartedHint"),
          cause,
        }),
      );
    });
    child.once("exit", (code, ended) => {
      const finish = (): void => resolve(code ?? 128 + (ended === null ? 0 : constants.signals[ended]));
      const waiting = setTimeout(finish, LAST_OUTPUT_MS);
      child.once("close", () => {
        clearTimeout(waiting);
        finish();
      });
    });
  });
}
