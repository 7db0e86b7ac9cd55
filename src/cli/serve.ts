import { parseArgs } from "node:util";
import { readServiceAddress, TunelabError } from "../core/index.js";
import {
  labEnvironment,
  type MadeByNotebook,
  parseNumber,
  resolveSettings,
  type RunSource,
  startService,
} from "../service/index.js";

const HELP = `Usage: tunelab serve [flags]

Starts the embedded Azure-OpenAI-compatible service on this machine and keeps it running until Ctrl+C.

Flags (environment variable, default):
  --port <number>      Port (TUNELAB_PORT, that of the last start, else any that is free)
  --host <address>     Address to listen on (TUNELAB_HOST, 127.0.0.1)
  --allow-host <name>  Name beside localhost by which browsers may ask for it, such as a hub's; may be given
                       several times (TUNELAB_ALLOWED_HOSTS, names with commas)
  --data-dir <folder>  Files, jobs, deployments and keys (TUNELAB_DATA_DIR, .tunelab/data)
  --model <file>       GGUF model that answers (TUNELAB_MODEL, SmolLM2-135M-Instruct)
  --print-env          Prints the labs' variables as NAME=value lines once the service is ready;
                       if one already runs on the data directory, prints its variables and ends
  --help               Prints this text

More by environment: TUNELAB_GENERATION_TIMEOUT (seconds for one answer, 600), TUNELAB_TRAINING_MEMORY (most MB that
a training may take, what is free), TUNELAB_LOG_LEVEL (info), TUNELAB_FAULTS (teaching switches as JSON, see
docs/service.md).`;

/**
 * Runs `tunelab serve`: starts the service, says where it is, and stops it cleanly on Ctrl+C or SIGTERM.
 *
 * Returns the exit code: 0 after a clean stop, 1 when it could not start.
 *
 * @example
 * process.exitCode = await serve(["--port", "8080"]);
 */
export async function serve(argv: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: "string" },
        host: { type: "string" },
        "allow-host": { type: "string", multiple: true },
        "data-dir": { type: "string" },
        model: { type: "string" },
        "print-env": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    const port = parseNumber("--port", values.port, 0, 65_535);
    return await run(
      {
        port,
        host: values.host,
        allowedHosts: values["allow-host"],
        dataDirectory: values["data-dir"],
        modelPath: values.model,
      },
      values["print-env"],
    );
  } catch (error) {
    const hint = TunelabError.isInstance(error) ? error.hint : "tunelab serve --help lists the flags.";
    console.error(`${(error as Error).message}\n${hint}`);
    return 1;
  }
}

async function run(input: Parameters<typeof resolveSettings>[0], printEnvironment: boolean): Promise<number> {
  // A provider's messages are English, whatever the notebook or the terminal speaks that started this one.
  process.env["TUNELAB_LANGUAGE"] = "en";
  const settings = resolveSettings(input, process.env);
  let service;
  try {
    service = await startService({ ...settings, runs: loadRuns, made: listMade });
  } catch (error) {
    const inUse = TunelabError.isInstance(error) && error.code === "data_directory_in_use";
    if (inUse && printEnvironment && (await printRunning(settings.dataDirectory))) return 0;
    throw error;
  }
  const running = service;
  const stopped = new Promise<void>((resolve, reject) => {
    let stopping = false;
    const stop = (): void => {
      // A second Ctrl+C does not wait for what runs; the data directory stands that.
      if (stopping) process.exit(1);
      stopping = true;
      void running.stop().then(resolve, reject);
    };
    // Not "once": a package that the model's loader brings along ends the process by the same signal when it finds
    // itself the last one listening, which would be in the middle of the stop.
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
  console.error(`tunelab service: ${running.url} (answers: ${running.modelId}, data: ${running.dataDirectory})`);
  for (const note of running.notes) console.error(`Data directory: ${note}`);
  if (running.activeSwitches.length > 0) {
    console.error(`Teaching switches that are on: ${running.activeSwitches.join(", ")}`);
  }
  if (printEnvironment) printVariables(labEnvironment({ url: running.url, ...running.keys }, running.modelId));
  await stopped;
  return 0;
}

/** Prints the variables of the service that already uses the data directory; false when it does not answer. */
async function printRunning(dataDirectory: string): Promise<boolean> {
  const address = await readServiceAddress(dataDirectory);
  if (address === undefined) return false;
  const health = await fetch(`${address.url}/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (health?.ok !== true) return false;
  const { model } = (await health.json()) as { model: string };
  printVariables(labEnvironment(address, model));
  return true;
}

function printVariables(variables: Readonly<Record<string, string>>): void {
  console.log(
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}`)
      .join("\n"),
  );
}

async function listMade(): Promise<readonly MadeByNotebook[]> {
  return (await import("../client/list-made-things.js")).listMadeThings();
}

/** Only for a portal that somebody opens: the library's evaluations are much code for the start of a service. */
async function loadRuns(): Promise<RunSource> {
  return (await import("./portal/portal-runs.js")).portalRuns(process.env);
}
