import { keepFromProxies, TunelabError } from "../core/index.js";

/** A subcommand: gets the words after its name and returns the exit code. */
type Command = (argv: readonly string[]) => Promise<number | void>;

/** Subcommands and what they do; each module is loaded only when it is asked for. */
const COMMANDS: Record<string, { readonly about: string; readonly load: () => Promise<Command> }> = {
  lab: { about: "open JupyterLab on the labs", load: async () => (await import("./jupyter/start-jupyterlab.js")).lab },
  serve: { about: "run the embedded service", load: async () => (await import("./serve.js")).serve },
  portal: { about: "open the service's portal in the browser", load: async () => (await import("./portal.js")).portal },
  model: { about: "list, choose and download models", load: async () => (await import("./model.js")).model },
  install: {
    about: "make the kernel known to any Jupyter",
    load: async () => (await import("./install.js")).install,
  },
  uninstall: {
    about: "take the kernel back from it",
    load: async () => (await import("./install.js")).uninstall,
  },
  "jupyter-files": {
    about: "write kernel, display extension and settings into the clone",
    load: async () => (await import("./jupyter/jupyter-files.js")).jupyterFiles,
  },
  notebooks: {
    about: "make the notebooks from their sources",
    load: async () => (await import("./notebooks.js")).notebooks,
  },
  mlflow: { about: "run a real MLflow server", load: async () => (await import("./mlflow.js")).mlflow },
  demo: { about: "open a lab in a known state", load: async () => (await import("./demo.js")).demo },
  labs: { about: "run notebooks without a browser", load: async () => (await import("./run-labs.js")).labs },
};

const HELP = `tunelab <command> [flags]

${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  ${name.padEnd(15)} ${about}`)
  .join("\n")}

Each command explains its flags with --help.`;

async function main([name, ...argv]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(HELP);
    return name === undefined ? 1 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    console.error(`tunelab has no command "${name}".\n\n${HELP}`);
    return 1;
  }
  return (await (await command.load())(argv)) ?? 0;
}

/**
 * Runs a command line and sets the exit code; an error becomes what happened and the way out.
 *
 * @param words the words after `tunelab`
 */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  keepFromProxies(process.env);
  try {
    process.exitCode = await main(words);
  } catch (error) {
    if (TunelabError.isInstance(error)) console.error(`${error.message}\n${error.hint}`);
    else if (isArgumentError(error)) console.error(`${error.message}\n--help lists the flags.`);
    else console.error(error);
    process.exitCode = 1;
  }
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
}
