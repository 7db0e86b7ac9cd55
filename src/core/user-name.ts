import { userInfo } from "node:os";

/** Who is logged in here, as MLflow notes it in a run; `unknown` where the system cannot say. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}

/**
 * Tags that say who made a run and from where, as MLflow's own client sets them.
 *
 * @example
 * runOriginTags(); // { "mlflow.user": "ana", "mlflow.source.type": "NOTEBOOK" }
 */
export const runOriginTags = (): Readonly<Record<string, string>> => ({
  "mlflow.user": userName(),
  "mlflow.source.type": "NOTEBOOK",
});
