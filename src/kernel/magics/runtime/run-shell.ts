import { PATH_MAPPER, TunelabError } from "../../../core/essentials/index.js";
import { mapVolumePaths } from "./map-volume-paths.js";
import { withPythonEnvironment } from "./python-environment.js";
import { runProcess } from "./run-process.js";
import { say } from "../../../texts/kernel/index.js";

/**
 * Carries out `%%sh`: runs a script in the shell of the system, and says the exit status when it is not 0.
 *
 * Paths under `/Volumes/` are mapped to real ones by whoever registered a mapper, which throws for a placeholder that is
 * still in one, before the shell sees it. Throws `shell_failed` after the output, so that a failing script stops the
 * notebook.
 */
export async function runShell(script: string, loadLibrary: () => Promise<unknown>): Promise<void> {
  const mapped = await mapPaths(script, loadLibrary);
  const shell = process.platform === "win32" ? ["cmd.exe", "/d", "/s", "/c"] : ["/bin/sh", "-c"];
  const env = withPythonEnvironment(process.env);
  const status = await runProcess(shell[0]!, [...shell.slice(1), mapped], { env });
  if (status === 0) return;
  throw new TunelabError(say("magics.shellEnded", { status: String(status) }), {
    code: "shell_failed",
    hint: say("magics.shellEndedHint", { code: "`|| true`" }),
  });
}

async function mapPaths(script: string, loadLibrary: () => Promise<unknown>): Promise<string> {
  if (!script.includes("/Volumes/")) return script;
  if (pathMapper() === undefined) await loadLibrary();
  const map = pathMapper();
  return map === undefined ? script : mapVolumePaths(script, map);
}

const pathMapper = (): ((path: string) => string) | undefined => {
  const mapper = (globalThis as Record<symbol, unknown>)[PATH_MAPPER];
  return typeof mapper === "function" ? (mapper as (path: string) => string) : undefined;
};
