import { join } from "node:path";
import { findProjectRoot, NO_TELEMETRY } from "../../core/index.js";

/** Folders of the clone that Jupyter reads and writes, so that nothing lands in the person's home. */
export interface JupyterPaths {
  readonly root: string;
  /** The environment's Python interpreter. */
  readonly python: string;
  /** Data that Jupyter searches: `kernels/` and `labextensions/`. */
  readonly share: string;
  readonly config: string;
  readonly runtime: string;
  readonly settings: string;
  readonly workspaces: string;
  readonly logs: string;
}

/**
 * Names the folders that Jupyter uses inside the clone.
 *
 * @example
 * jupyterPaths().share; // "<clone>/.tunelab/jupyter/share/jupyter"
 */
export function jupyterPaths(root: string = findProjectRoot()): JupyterPaths {
  const home = join(root, ".tunelab");
  const jupyter = join(home, "jupyter");
  return {
    root,
    python:
      process.platform === "win32"
        ? join(home, "python", "Scripts", "python.exe")
        : join(home, "python", "bin", "python"),
    share: join(jupyter, "share", "jupyter"),
    config: join(jupyter, "config"),
    runtime: join(jupyter, "runtime"),
    settings: join(jupyter, "settings"),
    workspaces: join(jupyter, "workspaces"),
    logs: join(home, "logs"),
  };
}

/**
 * Environment under which Jupyter finds only this clone's kernel, extension and settings.
 *
 * @example
 * spawn(paths.python, ["-m", "jupyterlab"], { env: jupyterEnvironment(paths) });
 */
export function jupyterEnvironment(paths: JupyterPaths, base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    ...base,
    ...NO_TELEMETRY,
    JUPYTER_PATH: paths.share,
    JUPYTER_CONFIG_PATH: paths.config,
    JUPYTER_CONFIG_DIR: paths.config,
    JUPYTER_DATA_DIR: paths.share,
    JUPYTER_RUNTIME_DIR: paths.runtime,
    JUPYTERLAB_SETTINGS_DIR: paths.settings,
    JUPYTERLAB_WORKSPACES_DIR: paths.workspaces,
    IPYTHONDIR: join(paths.config, "ipython"),
    PYTHONNOUSERSITE: "1",
    // JupyterLab asks npm for its configuration, and npm writes a log into the home and looks for a newer npm.
    npm_config_logs_max: "0",
    npm_config_update_notifier: "false",
  };
}
