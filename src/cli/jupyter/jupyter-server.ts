import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TunelabError } from "../../core/index.js";
import { jupyterEnvironment, type JupyterPaths } from "./jupyter-paths.js";

/** A running JupyterLab. */
export interface JupyterServer {
  /** Base address with a trailing slash, for example `http://127.0.0.1:8888/`. */
  readonly url: string;
  readonly token: string;
  readonly process: ChildProcess;
  /** Where its log goes. */
  readonly logFile: string;
}

export interface StartJupyterOptions {
  readonly port: number;
  /** Path of the notebook to open, relative to the clone, with `/` between folders. */
  readonly notebook: string;
  /** Extra command-line arguments of JupyterLab. */
  readonly extraArguments?: readonly string[];
  /** Time that JupyterLab may take to answer, in milliseconds. @default 60000 */
  readonly deadline?: number;
}

/**
 * Starts JupyterLab on 127.0.0.1 with a token, inside the clone, and waits until it answers.
 *
 * Throws `jupyter_not_started` with the end of its log when it stops or does not answer in time.
 */
export async function startJupyterServer(
  paths: JupyterPaths,
  { port, notebook, extraArguments = [], deadline = 60_000 }: StartJupyterOptions,
): Promise<JupyterServer> {
  const token = randomBytes(24).toString("hex");
  for (const folder of [paths.runtime, paths.settings, paths.workspaces, paths.logs])
    mkdirSync(folder, { recursive: true });
  const logFile = join(paths.logs, "jupyterlab.log");
  const log = openSync(logFile, "w", 0o600);
  const child = spawn(paths.python, jupyterArguments(paths, port, notebook, extraArguments), {
    cwd: paths.root,
    // The token travels by environment, so that no list of processes shows it.
    env: { ...jupyterEnvironment(paths), JUPYTER_TOKEN: token },
    stdio: ["ignore", log, log],
    // In a group of its own, Ctrl-C reaches it through us only, and it does not ask whether we are sure.
    detached: process.platform !== "win32",
  });
  const url = `http://127.0.0.1:${port}/`;
  await waitUntilAnswering(child, url, token, logFile, deadline);
  return { url, token, process: child, logFile };
}

function jupyterArguments(paths: JupyterPaths, port: number, notebook: string, extra: readonly string[]): string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    "-m",
    "jupyterlab",
    "--no-browser",
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    `--ServerApp.root_dir=${paths.root}`,
    `--LabApp.default_url=/lab/tree/${notebook.split("/").map(encodeURIComponent).join("/")}`,
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
    "--MultiKernelManager.default_kernel_name=tunelab",
    "--KernelSpecManager.allowed_kernelspecs=tunelab",
    "--KernelSpecManager.ensure_native_kernel=False",
    // The synthetic-data lab edits .env.
    "--ContentsManager.allow_hidden=True",
    ...(isRoot ? ["--allow-root"] : []),
    ...extra,
  ];
}

async function waitUntilAnswering(
  child: ChildProcess,
  url: string,
  token: string,
  logFile: string,
  deadline: number,
): Promise<void> {
  const start = performance.now();
  let failure: string | undefined;
  child.once("error", (error) => (failure = error.message));
  child.once("exit", (code) => (failure = `it ended with exit code ${code}`));
  while (failure === undefined && performance.now() - start < deadline) {
    const status = await fetch(`${url}api/status`, {
      headers: { authorization: `token ${token}` },
      signal: AbortSignal.timeout(2000),
    }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGTERM");
  throw new TunelabError(`JupyterLab did not start: ${failure ?? `no answer within ${deadline / 1000} s`}.`, {
    code: "jupyter_not_started",
    hint: `End of ${logFile}:\n${readFileSync(logFile, "utf8").trim().split("\n").slice(-8).join("\n")}\n\`npm run doctor\` checks the installation.`,
  });
}
