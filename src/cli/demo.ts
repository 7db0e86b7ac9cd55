import { parseArgs } from "node:util";
import { ensureEmbeddedService, readSettings, type EmbeddedService } from "../client/index.js";
import { findProjectRoot } from "../core/index.js";
import { prepareDemo } from "./demo/prepare-demo.js";
import { chooseLanguage } from "./jupyter/notebook-choice.js";
import { openJupyter } from "./jupyter/start-jupyterlab.js";

const HELP = `npm run demo -- <lab> [--language <tag>] [--port <number>] [--no-browser]

Opens a lab for a demonstration: the notebook without outputs, jobs, deployments, files, volumes and runs as after a
fresh start, the model in memory. It has a folder of its own, .tunelab/demo, so your own work stays as it is; a second
\`npm run demo\` begins anew. The same seed gives the same numbers on the same machine.

  lab                how a lab's name begins, for example 01
  --language <tag>   en, pt-BR or fr (default: from the system)
  --port <number>    port of JupyterLab (default: 8888, or the next free one)
  --no-browser       print the address only

With TUNELAB_REPLAY, or with a real provider's settings, that is what the notebook uses; nothing is reset there.`;

/** Opens a lab in a known state with a warm model, and waits until JupyterLab ends. */
export async function demo(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      language: { type: "string" },
      port: { type: "string" },
      "no-browser": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const language = chooseLanguage(values.language);
  const { notebook, environment } = await prepareDemo(findProjectRoot(), positionals[0] ?? "", language);
  console.log(`${notebook}: made anew, without outputs.`);
  const { provider, get } = readSettings();
  Object.assign(process.env, environment);
  let service: EmbeddedService | undefined;
  if (get("TUNELAB_REPLAY") !== undefined) console.log(`It plays back ${get("TUNELAB_REPLAY")}.`);
  else if (provider !== "embedded") console.log(`It uses ${provider}: what is there stays as it is.`);
  else service = await warmUp();
  try {
    // A JupyterLab that runs already would give its kernels the folders of ordinary work.
    return await openJupyter(notebook, { port: values.port, browser: values["no-browser"] !== true, reuse: false });
  } finally {
    if (service !== undefined) stop(service.pid);
  }
}

/** Starts the service on the demonstration's empty folder and has the model answer once, which loads it. */
async function warmUp(): Promise<EmbeddedService> {
  const start = Date.now();
  const service = await ensureEmbeddedService();
  const response = await fetch(`${service.url}/openai/v1/chat/completions`, {
    method: "POST",
    headers: { "api-key": service.apiKey, "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Hi" }], max_tokens: 1 }),
  });
  const state = response.ok ? "is in memory" : `answered with ${response.status}`;
  console.log(`Service with no files, jobs or deployments; ${service.model} ${state} (${Date.now() - start} ms).`);
  return service;
}

function stop(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // JupyterLab's end has ended it already.
  }
}
