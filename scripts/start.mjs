import { parseArgs } from "node:util";
import { runScript, setUp } from "./setup/set-up.mjs";

const HELP = `npm start [-- flags]

Sets everything up (only what is missing or stale) and opens JupyterLab on the labs.

  --port <number>      port of JupyterLab on 127.0.0.1 (default: 8888, or the next free one)
  --notebook <path>    notebook to open, relative to the clone (default: my-labs/<language>/00-welcome.ipynb)
  --renew              copy the labs anew into my-labs; your earlier copies are kept beside them
  --language <tag>     en, pt-BR or fr: language of the welcome notebook (default: from the system)
  --no-browser         print the address only
  --user               also install the kernel for this user
  --help               this text

Ctrl-C ends JupyterLab, its kernels and the service that they started.`;

const OPTIONS = {
  port: { type: "string" },
  notebook: { type: "string" },
  language: { type: "string" },
  renew: { type: "boolean" },
  "no-browser": { type: "boolean" },
  user: { type: "boolean" },
  help: { type: "boolean", short: "h" },
};

await runScript(async () => {
  const { values: flags } = parseArgs({ options: OPTIONS });
  if (flags.help) return console.log(HELP);
  await setUp({ user: flags.user });

  const passedOn = Object.entries(flags)
    .filter(([name]) => name !== "user")
    .flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, value]));
  const { runCommandLine } = await import("../dist/cli/run-command-line.js");
  await runCommandLine(["lab", ...passedOn]);
});
