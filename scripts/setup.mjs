import { parseArgs } from "node:util";
import { runScript, setUp } from "./setup/set-up.mjs";

const HELP = `npm run setup [-- --user]

Installs everything into this clone: npm packages, a Python environment with JupyterLab, the model's weights,
the build, the kernel and the display extension. Running it again does only what is missing or stale.

  --user   also installs the kernel for this user, so that other Jupyter installations find it
  --help   this text`;

await runScript(async () => {
  const { values } = parseArgs({ options: { user: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
  if (values.help) return console.log(HELP);
  await setUp({ user: values.user });
  console.log("\nReady. `npm start` opens JupyterLab on the labs.");
});
