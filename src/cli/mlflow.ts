import { join } from "node:path";
import { parseArgs } from "node:util";
import { findProjectRoot } from "../core/index.js";
import { hasMlflow, installMlflow, MLFLOW_VERSION } from "./mlflow-environment.js";
import { startMlflowServer } from "./mlflow-server.js";

const HELP = `tunelab mlflow [--port 5000]

Starts a real MLflow ${MLFLOW_VERSION} server on this machine and says where its page is; the first time it installs it.
Runs and files are kept in .tunelab/mlflow-server. Ctrl+C ends it.`;

/** `npm run mlflow`: a real MLflow server for the person, until Ctrl+C. */
export async function mlflow(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { port: { type: "string", default: "5000" }, help: { type: "boolean", default: false } },
  });
  if (values.help) return console.log(HELP);
  if (!hasMlflow()) await installMlflow((line) => console.log(line));
  const stopping = new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  console.log(`Starting MLflow ${MLFLOW_VERSION} (about 10 s)…`);
  const folder = join(findProjectRoot(), ".tunelab", "mlflow-server");
  const server = await startMlflowServer({ folder, port: Number(values.port) });
  console.log(`MLflow's page: ${server.url}`);
  console.log(`For notebooks: MLFLOW_TRACKING_URI=${server.url}`);
  console.log("Ctrl+C ends it; what it keeps stays in .tunelab/mlflow-server.");
  await stopping;
  await server.stop();
}
