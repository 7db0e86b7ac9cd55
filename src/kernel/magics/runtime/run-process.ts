import { type SpawnOptions, spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { TunelabError } from "../../../core/index.js";

/** Options of {@link runProcess}. */
export interface RunProcessOptions extends Pick<SpawnOptions, "cwd" | "env"> {
  /** Ends the process and what it started. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program and passes its output on as it comes, as output of the cell.
 *
 * Resolves with the exit status; rejects with `program_not_found` when it cannot be started.
 */
export function runProcess(command: string, args: readonly string[], options: RunProcessOptions = {}): Promise<number> {
  const { signal, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...rest,
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    const stop = (): void => endGroup(child.pid);
    signal?.addEventListener("abort", stop, { once: true });
    process.once("exit", stop);
    for (const name of ["stdout", "stderr"] as const) {
      const decoder = new StringDecoder("utf8");
      child[name].on("data", (chunk: Buffer) => process[name].write(decoder.write(chunk)));
    }
    const finish = (): void => {
      signal?.removeEventListener("abort", stop);
      process.removeListener("exit", stop);
    };
    child.once("error", (cause) => {
      finish();
      reject(
        new TunelabError(`The program ${JSON.stringify(command)} cannot be started.`, {
          code: "program_not_found",
          hint: "Check that it is installed and on the PATH that %env PATH shows.",
          cause,
        }),
      );
    });
    child.once("close", (code, ended) => {
      finish();
      resolve(code ?? (ended === null ? 1 : 128 + (ended === "SIGTERM" ? 15 : 9)));
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGTERM");
  } catch {
    return;
  }
}
