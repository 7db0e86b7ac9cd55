import { type SpawnOptions, spawn } from "node:child_process";
import { constants } from "node:os";
import { StringDecoder } from "node:string_decoder";
// Those of the global object end with a cell that is interrupted.
import { clearTimeout, setTimeout } from "node:timers";
import { TunelabError } from "../../../core/index.js";

/** Options of {@link runProcess}. */
export interface RunProcessOptions extends Pick<SpawnOptions, "cwd" | "env"> {
  /** Interrupts the process and what it started, as Ctrl-C does in a terminal. */
  readonly signal?: AbortSignal;
}

/** Milliseconds that output may take after the program has ended; what it left in the background keeps the pipes open. */
const LAST_OUTPUT_MS = 200;
/** Milliseconds after which a program that ignores the interrupt is ended. */
const FORCE_AFTER_MS = 2000;

/**
 * Runs a program and passes its output on as it comes, as output of the cell.
 *
 * Resolves with the exit status when the program ends, although processes that it left in the background may go on and
 * write; these end with the cell runner, whose process group they are in. Rejects with `program_not_found` when it cannot
 * be started.
 *
 * @example
 * await runProcess("git", ["status"], { cwd: "/home/me/notebooks" }); // 0
 */
export function runProcess(command: string, args: readonly string[], options: RunProcessOptions = {}): Promise<number> {
  const { signal, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...rest, stdio: ["ignore", "pipe", "pipe"] });
    let force: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      interruptGroup();
      force = setTimeout(() => child.kill("SIGKILL"), FORCE_AFTER_MS);
    };
    signal?.addEventListener("abort", interrupt, { once: true });
    const release = (): void => {
      signal?.removeEventListener("abort", interrupt);
      clearTimeout(force);
    };
    for (const name of ["stdout", "stderr"] as const) {
      const decoder = new StringDecoder("utf8");
      child[name].on("data", (chunk: Buffer) => process[name].write(decoder.write(chunk)));
    }
    child.once("error", (cause) => {
      release();
      reject(
        new TunelabError(`The program ${JSON.stringify(command)} cannot be started.`, {
          code: "program_not_found",
          hint: "Check that it is installed and on the PATH that %env PATH shows.",
          cause,
        }),
      );
    });
    child.once("exit", (code, ended) => {
      release();
      const finish = (): void => resolve(code ?? 128 + (ended === null ? 0 : constants.signals[ended]));
      const waiting = setTimeout(finish, LAST_OUTPUT_MS);
      child.once("close", () => {
        clearTimeout(waiting);
        finish();
      });
    });
  });
}

/** The cell runner leads its process group and takes no notice of SIGINT itself. */
function interruptGroup(): void {
  try {
    process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGINT");
  } catch {
    return;
  }
}
