import { userInfo } from "node:os";

/** Who is logged in here, as MLflow notes it in a run; `unknown` where the system cannot say. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
