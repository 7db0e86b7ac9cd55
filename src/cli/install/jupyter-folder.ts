import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { TunelabError } from "../../core/index.js";

/** Where `tunelab install` puts the kernel: flags as other kernels have them. */
export interface InstallPlace {
  /** For this user alone, whichever Jupyter they open. @default true where nothing else is said */
  readonly user?: boolean;
  /** For the Python environment of the `jupyter` that the shell finds. */
  readonly sysPrefix?: boolean;
  /** For the Python environment, or the system, in this folder. */
  readonly prefix?: string;
}

/** A machine as this module looks at it. */
export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Runs a program and gives its output; undefined where it is missing or fails. */
  readonly run: (program: string, args: readonly string[]) => string | undefined;
}

/** The machine that this process runs on. */
export const thisMachine = (): Machine => ({
  environment: process.env,
  platform: process.platform,
  home: homedir(),
  run: (program, args) => {
    // Folders that this shell adds are no place of that environment.
    const env = { ...process.env, JUPYTER_PATH: "" };
    try {
      return execFileSync(program, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      return undefined;
    }
  },
});

/**
 * Names the folder in which a Jupyter looks for `kernels/` and `labextensions/`.
 *
 * Throws `conflicting_options` when more than one place is given, `jupyter_not_found` when `sysPrefix` is given and the shell
 * finds no `jupyter`.
 *
 * @example
 * jupyterFolder({ prefix: "/opt/conda" }); // "/opt/conda/share/jupyter"
 */
export function jupyterFolder(place: InstallPlace, machine: Machine = thisMachine()): string {
  const given = Object.entries({ "--user": place.user, "--sys-prefix": place.sysPrefix, "--prefix": place.prefix })
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([flag]) => flag);
  if (given.length > 1) {
    throw new TunelabError(`${given.join(" and ")} name different places.`, {
      code: "conflicting_options",
      hint: "Give one of them; without any, the kernel is installed for this user.",
    });
  }
  if (place.prefix !== undefined) return join(resolve(place.prefix), "share", "jupyter");
  return place.sysPrefix ? environmentFolder(machine) : userFolder(machine);
}

/** Whether the shell finds a Jupyter. */
export const hasJupyter = (machine: Machine = thisMachine()): boolean => jupyterPaths(machine) !== undefined;

/** The folders in which the Jupyter that the shell finds looks for kernels; empty without one. */
export const searchedFolders = (machine: Machine = thisMachine()): readonly string[] =>
  jupyterPaths(machine)?.data ?? [];

/** The user's data folder, by Jupyter's own rules. */
function userFolder({ environment, platform, home }: Machine): string {
  const given = environment["JUPYTER_DATA_DIR"];
  if (given) return given;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(environment["APPDATA"] ?? join(home, "AppData", "Roaming"), "jupyter");
  return join(environment["XDG_DATA_HOME"] || join(home, ".local", "share"), "jupyter");
}

function environmentFolder(machine: Machine): string {
  const prefix = jupyterPrefix(machine);
  if (prefix !== undefined) return join(prefix, "share", "jupyter");
  throw new TunelabError("No `jupyter` was found in this shell, so there is no environment to install into.", {
    code: "jupyter_not_found",
    hint: "Activate the environment that Jupyter is in, name its folder with --prefix, or install for this user with --user.",
  });
}

/** `sys.prefix` of Jupyter's Python. */
function jupyterPrefix(machine: Machine): string | undefined {
  const data = jupyterPaths(machine)?.data ?? [];
  // Jupyter lists its environment's folder as <prefix>/share/jupyter, after the user's and before the system's.
  const user = userFolder(machine);
  const system = ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const found = data.filter((folder) => folder !== user && /[/\\]share[/\\]jupyter$/.test(folder));
  const own = found.find((folder) => !system.includes(folder)) ?? found[0];
  return own === undefined ? undefined : resolve(own, "..", "..");
}

function jupyterPaths({ run }: Machine): { readonly data: readonly string[] } | undefined {
  const text = run("jupyter", ["--paths", "--json"]);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as { readonly data: readonly string[] };
  } catch {
    return undefined;
  }
}
