import { parseArgs } from "node:util";
import { embeddedDataDirectory } from "../../client/index.js";
import { TunelabError } from "../../core/index.js";
import { endServiceStartedSince } from "./end-session-service.js";
import { findFreePort, isPortFree } from "./free-port.js";
import { jupyterPaths } from "./jupyter-paths.js";
import { startJupyterServer, type JupyterServer } from "./jupyter-server.js";
import { chooseLanguage, chooseNotebook, type Language } from "./notebook-choice.js";
import { ownLabsLanguage, prepareOwnLabs } from "./own-labs.js";
import { openBrowser } from "./open-browser.js";
import { printPortal } from "./print-portal.js";
import { findRunningServer } from "./running-server.js";

const DEFAULT_PORT = 8888;

const HELP = `tunelab lab [--port <number>] [--notebook <path>] [--language <tag>] [--renew] [--no-browser]

Starts JupyterLab on 127.0.0.1 and opens your own copy of the labs, my-labs/<language>, or the notebook that is named.
--renew copies the labs anew and keeps your earlier copies beside them. \`npm start\` sets everything up first.`;

/** Starts JupyterLab, prints its address, opens a browser where there is one, and waits until it ends. */
export async function lab(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: "string" },
      notebook: { type: "string" },
      language: { type: "string" },
      renew: { type: "boolean" },
      "no-browser": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const paths = jupyterPaths();
  const named = values.notebook === undefined ? undefined : ownLabsLanguage(paths.root, values.notebook);
  const language = named ?? chooseLanguage(values.language);
  const own = values.notebook === undefined || named !== undefined || values.renew === true;
  if (own) await prepareOwnLabs(paths.root, language, { renew: values.renew === true });
  const notebook = chooseNotebook(paths.root, language, values.notebook);
  return openJupyter(notebook, { port: values.port, browser: values["no-browser"] !== true, portal: language });
}

/** Options of {@link openJupyter}. */
export interface OpenJupyterOptions {
  /** Port as it was typed. @default 8888 or the next free one */
  readonly port?: string | undefined;
  /** Whether a browser is opened. */
  readonly browser: boolean;
  /** Whether a JupyterLab of this clone that runs already is used; its kernels have the environment it was started with. @default true without a port */
  readonly reuse?: boolean;
  /** Starts the embedded service too and prints a link to its portal in this language. @default neither */
  readonly portal?: Language;
}

/** Opens a notebook in JupyterLab, prints the address, and waits until JupyterLab ends unless it ran before. */
export async function openJupyter(notebook: string, options: OpenJupyterOptions): Promise<number> {
  const { port, browser, reuse = port === undefined } = options;
  const paths = jupyterPaths();

  const show = async (server: { url: string; token: string }, word: string): Promise<void> => {
    const address = `${server.url}lab/tree/${notebook.split("/").map(encodeURIComponent).join("/")}?token=${server.token}`;
    const opened = browser && (await openBrowser(address));
    console.log(`\n${word}${opened ? " and opened in the browser" : ""}:\n\n    ${address}\n`);
  };

  const running = reuse ? await findRunningServer(paths.runtime) : undefined;
  if (running !== undefined) {
    await show(running, "JupyterLab of this clone is running already");
    if (options.portal !== undefined) await printPortal(options.portal);
    return 0;
  }

  const startedAt = Date.now();
  const server = await startJupyterServer(paths, { port: await choosePort(port), notebook });
  await show(server, "JupyterLab is ready");
  console.log("Ctrl-C ends it, with its kernels and the service that they started.");
  const ending = new AbortController();
  const portal = options.portal === undefined ? undefined : printPortal(options.portal, ending.signal);
  const code = await waitForEnd(server);
  ending.abort();
  await portal;
  await endServiceStartedSince(embeddedDataDirectory(), startedAt);
  return code;
}

async function choosePort(asked: string | undefined): Promise<number> {
  if (asked === undefined) {
    const port = await findFreePort(DEFAULT_PORT);
    if (port !== undefined) return port;
    throw new TunelabError(`Ports ${DEFAULT_PORT} to ${DEFAULT_PORT + 49} are all taken.`, {
      code: "port_taken",
      hint: "Choose another one: npm start -- --port 9000",
    });
  }
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new TunelabError(`--port must be a number from 1 to 65535, got "${asked}".`, {
      code: "invalid_port",
      hint: "For example: npm start -- --port 9000",
    });
  }
  if (await isPortFree(port)) return port;
  throw new TunelabError(`Port ${port} of 127.0.0.1 is taken.`, {
    code: "port_taken",
    hint: "Leave --port out to take the next free one, or choose another.",
  });
}

/** Waits for JupyterLab to end; Ctrl-C and SIGTERM end it, a second one at once. */
function waitForEnd(server: JupyterServer): Promise<number> {
  return new Promise((resolve) => {
    let signals = 0;
    const stop = (): void => {
      signals += 1;
      server.process.kill(signals === 1 ? "SIGTERM" : "SIGKILL");
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    // npm that is killed does not pass the signal on: without its parent, this process has nobody to serve.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent && signals === 0) stop();
    }, 1000);
    server.process.once("exit", (code) => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      clearInterval(watch);
      if (signals === 0)
        console.error(`JupyterLab ended by itself (exit code ${code}). Its log is in ${server.logFile}`);
      resolve(signals > 0 ? 0 : (code ?? 1));
    });
  });
}
