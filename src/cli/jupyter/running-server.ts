import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What Jupyter writes about a running server into its runtime folder. */
interface ServerRecord {
  readonly url: string;
  readonly token: string;
  readonly root_dir: string;
  readonly pid: number;
}

/**
 * Finds a JupyterLab of this clone that still answers, or `undefined`.
 *
 * @param runtime Jupyter's runtime folder of the clone
 */
export async function findRunningServer(runtime: string): Promise<{ url: string; token: string } | undefined> {
  for (const record of readRecords(runtime)) {
    const answers = await fetch(`${record.url}api/status`, {
      headers: { authorization: `token ${record.token}` },
      signal: AbortSignal.timeout(2000),
    }).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return { url: record.url, token: record.token };
  }
  return undefined;
}

function readRecords(runtime: string): ServerRecord[] {
  let names: string[];
  try {
    names = readdirSync(runtime);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^jpserver-\d+\.json$/.test(name))
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(join(runtime, name), "utf8")) as ServerRecord];
      } catch {
        return [];
      }
    });
}
