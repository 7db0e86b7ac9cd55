import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TracedProcess } from "../support/traced-process.js";

/** An environment in which everything that a program leaves in the home or the temporary folder can be seen. */
export async function ownHome(
  folder: string,
  name: string,
): Promise<{ readonly env: NodeJS.ProcessEnv; left(): Promise<string[]> }> {
  const [home, temporary] = [join(folder, name, "home"), join(folder, name, "tmp")];
  for (const path of [home, temporary]) await mkdir(path, { recursive: true });
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:XDG_.*|ORT_DISABLE_TELEMETRY|npm_.*)$/.test(name),
  );
  return {
    env: { ...Object.fromEntries(inherited), HOME: home, TMPDIR: temporary },
    left: async () =>
      (await readdir(join(folder, name), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
  };
}

/** Ends a traced program as a person would. */
export async function endTraced({ child }: TracedProcess): Promise<void> {
  const ended = once(child, "exit");
  // strace passes on no signal, but ends with what it traces.
  const [traced] = spawnSync("ps", ["-o", "pid=", "--ppid", String(child.pid)])
    .stdout.toString()
    .trim()
    .split(/\s+/);
  process.kill(Number(traced), "SIGTERM");
  await ended;
}
