import { userInfo } from "node:os";
import { basename } from "node:path";

/** Who is logged in here, as MLflow notes it in a run; `unknown` where the system cannot say. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}

/**
 * Tags that say who made a run and from where, as MLflow's own client sets them: the notebook's name where Jupyter tells it.
 *
 * @example
 * runOriginTags({ JPY_SESSION_NAME: "/home/ana/03-evaluate.ipynb" })["mlflow.source.name"]; // "03-evaluate.ipynb"
 */
export function runOriginTags(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string>> {
  const notebook = basename(env["JPY_SESSION_NAME"] ?? "");
  return {
    "mlflow.user": userName(),
    "mlflow.source.type": "NOTEBOOK",
    ...(notebook === "" ? {} : { "mlflow.source.name": notebook }),
  };
}
