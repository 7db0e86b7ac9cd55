import { runScript, setUp } from "./setup/set-up.mjs";

await runScript(async () => {
  const words = process.argv.slice(2);
  const asksForHelp = words.includes("--help") || words.includes("-h");
  if (!asksForHelp) await setUp();
  const { runCommandLine } = await import("../dist/cli/run-command-line.js");
  await runCommandLine(["demo", ...words]);
});
