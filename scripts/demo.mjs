import { readFlags } from "./setup/read-flags.mjs";
import { runScript, setUp } from "./setup/set-up.mjs";

const HELP = `npm run demo -- <lab> [--language <tag>] [--port <number>] [--no-browser]

Opens a lab for a demonstration: the notebook without outputs, in a folder of its own, .tunelab/demo; jobs, deployments,
files, volumes and runs as after a fresh start, and the model in memory. A second one begins anew.

  lab                how a lab's name begins, for example 01
  --language <tag>   en, pt-BR or fr (default: from the system)
  --port <number>    port of JupyterLab (default: 8888, or the next free one)
  --no-browser       print the address only
  --help             this text`;

readFlags(HELP, { language: { type: "string" }, port: { type: "string" }, "no-browser": { type: "boolean" } }, true);
await runScript(async () => {
  await setUp();
  const { runCommandLine } = await import("../dist/cli/run-command-line.js");
  await runCommandLine(["demo", ...process.argv.slice(2)]);
});
