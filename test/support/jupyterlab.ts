import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";

const PROJECT = resolve(import.meta.dirname, "../..");
const PYTHON = join(PROJECT, ".tunelab", "python", "bin", "python");
const START_DEADLINE_MS = 60_000;

/** Whether the project's Python environment, which holds JupyterLab, is set up. */
export const hasJupyterLab = existsSync(PYTHON);

/** Options of {@link startJupyterLab}. */
export interface JupyterLabOptions {
  /** Directories with `kernels/` or `labextensions/` in them, searched first. */
  readonly jupyterPath?: readonly string[];
  /** Folder that JupyterLab shows. @default a new one under the server's temporary folder */
  readonly root?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** A running JupyterLab that writes to a temporary folder only. */
export interface JupyterLab {
  /** Ends in a slash; without the token. */
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** Folder that it shows: notebooks go here. */
  readonly root: string;
  /** What the server has written so far. */
  log(): string;
  /** Marks a notebook (path below `root`) as trusted. */
  trust(notebook: string): Promise<void>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

function environment(home: string, { jupyterPath = [], env = {} }: JupyterLabOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOME: home,
    IPYTHONDIR: join(home, "ipython"),
    JUPYTER_PATH: jupyterPath.join(delimiter),
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_CONFIG_PATH: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
    ...env,
  };
}

/** No command-line flag stops the pop-up that asks whether to fetch news; this setting does. */
async function writeSettings(home: string): Promise<void> {
  const folder = join(home, "config", "labconfig");
  await mkdir(folder, { recursive: true });
  const overrides = {
    "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  };
  await writeFile(join(folder, "default_setting_overrides.json"), JSON.stringify(overrides));
}

async function waitUntilUp(url: string, token: string, server: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`JupyterLab ended with code ${server.exitCode}:\n${log()}`);
    if (Date.now() > deadline) throw new Error(`JupyterLab did not answer within a minute:\n${log()}`);
    const answer = await fetch(`${url}api/status?token=${token}`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolveEnd) => server.once("exit", resolveEnd));
  server.kill("SIGTERM");
  const killer = setTimeout(() => server.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(killer);
}

/**
 * Starts the project's JupyterLab on a free loopback port, with settings, data and home in a temporary folder.
 *
 * @example
 * const lab = await startJupyterLab({ jupyterPath: [".tunelab/jupyter/share/jupyter"], root: "notebooks" });
 */
export async function startJupyterLab(options: JupyterLabOptions = {}): Promise<JupyterLab> {
  const home = await mkdtemp(join(tmpdir(), "tunelab-lab-"));
  const root = options.root ?? join(home, "notebooks");
  await mkdir(root, { recursive: true });
  await writeSettings(home);
  const [port, token] = [await freePort(), randomBytes(16).toString("hex")];
  const env = environment(home, options);
  const server = spawn(
    PYTHON,
    [
      ...["-m", "jupyterlab", "--no-browser", "--allow-root"],
      ...["--ServerApp.ip=127.0.0.1", `--ServerApp.port=${port}`, "--ServerApp.port_retries=0"],
      ...[`--IdentityProvider.token=${token}`, `--ServerApp.root_dir=${root}`],
      ...["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url=None"],
      ...["--LabApp.extension_manager=readonly", "--LabApp.expose_app_in_browser=True"],
      ...(options.args ?? []),
    ],
    { env, stdio: ["ignore", "pipe", "pipe"] },
  );
  let written = "";
  const keep = (chunk: Buffer): void => void (written += chunk.toString());
  server.stdout.on("data", keep);
  server.stderr.on("data", keep);
  const url = `http://127.0.0.1:${port}/`;
  const stop = async (): Promise<void> => {
    await end(server);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await waitUntilUp(url, token, server, () => written);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    token,
    pid: server.pid!,
    root,
    log: () => written,
    async trust(notebook) {
      const script = "from nbformat.sign import TrustNotebookApp; TrustNotebookApp.launch_instance()";
      await promisify(execFile)(PYTHON, ["-c", script, join(root, notebook)], { env });
    },
    stop,
  };
}
