import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { prepareDataDirectory } from "./local-service.js";

const PROJECT = resolve(import.meta.dirname, "../..");

/** A copy of the notebooks with a data directory of its own, so that a run changes nothing in the clone. */
export interface LabFolder {
  readonly notebooks: string;
  /** Environment for the kernel: no provider is set, and files go to this folder. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the service that cells started and removes the folder. */
  remove(): Promise<void>;
}

const PROVIDER_SETTING = /^(?:AZURE_|OPENAI_|DATABRICKS_|MLFLOW_|TEMP_AUTH_TOKEN$|TUNELAB_)/;

/** Copies the notebooks to a temporary folder; see {@link LabFolder}. */
export async function makeLabFolder(): Promise<LabFolder> {
  const folder = await mkdtemp(join(tmpdir(), "tunelab-labs-"));
  const notebooks = join(folder, "notebooks");
  await cp(join(PROJECT, "notebooks"), notebooks, { recursive: true });
  const data = join(folder, "data");
  await prepareDataDirectory(data);
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !PROVIDER_SETTING.test(entry[0]),
  );
  return {
    notebooks,
    environment: {
      ...Object.fromEntries(inherited),
      TUNELAB_DATA_DIR: data,
      TUNELAB_VOLUMES: join(folder, "volumes"),
      MLFLOW_TRACKING_URI: join(folder, "mlruns"),
    },
    async remove() {
      const address = await readFile(join(data, "service.json"), "utf8").catch(() => undefined);
      if (address !== undefined) await endProcess((JSON.parse(address) as { pid: number }).pid);
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

async function endProcess(pid: number): Promise<void> {
  const isAlive = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  if (isAlive()) process.kill(pid, "SIGTERM");
  for (let wait = 0; wait < 100 && isAlive(); wait++) await new Promise((wake) => setTimeout(wake, 100));
  if (isAlive()) process.kill(pid, "SIGKILL");
}
