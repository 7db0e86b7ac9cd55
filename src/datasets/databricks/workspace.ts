import { anySignal, databricksAddress, heldSecret, heldSecretError, redact, TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";

/** A Databricks workspace and how to sign in to it. */
export interface Workspace {
  /** Address without a path, for example `https://adb-1.azuredatabricks.net`. */
  readonly host: string;
  readonly token: string;
  /** SQL warehouse that statements run on; missing where none is set. */
  readonly warehouse?: string;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
}

const REQUEST_TIMEOUT_MS = 120_000;

/**
 * Reads which Databricks workspace is to be used: `DATABRICKS_HOST`, `DATABRICKS_TOKEN`, and `DATABRICKS_HTTP_PATH` or
 * `DATABRICKS_WAREHOUSE_ID` for SQL. `undefined` where none is set; throws `missing_setting` where one of the first two is, and
 * `invalid_setting` for a host that is none or to which the token would go unencrypted.
 *
 * @example
 * findWorkspace({ DATABRICKS_HOST: "adb-1.azuredatabricks.net", DATABRICKS_TOKEN: "dapi…" })?.host;
 * // "https://adb-1.azuredatabricks.net"
 */
export function findWorkspace(env: NodeJS.ProcessEnv = process.env): Workspace | undefined {
  const [host, token] = [env["DATABRICKS_HOST"]?.trim(), env["DATABRICKS_TOKEN"]?.trim()];
  if (!host && !token) return undefined;
  const held = host ? heldSecret(env, "DATABRICKS_TOKEN", databricksAddress(host)) : undefined;
  if (held !== undefined) throw heldSecretError("DATABRICKS_TOKEN", held, say("data.workspaceToken"));
  if (!host || !token) {
    const [set, missing] = host ? ["DATABRICKS_HOST", "DATABRICKS_TOKEN"] : ["DATABRICKS_TOKEN", "DATABRICKS_HOST"];
    throw new TunelabError(say("data.halfSet", { set, missing }), {
      code: "missing_setting",
      hint: say("data.halfSetHint", { missing, set }),
    });
  }
  const address = databricksAddress(host);
  const path = env["DATABRICKS_HTTP_PATH"]?.trim();
  const warehouse = env["DATABRICKS_WAREHOUSE_ID"]?.trim() || path?.split("/").filter(Boolean).at(-1);
  return { host: address, token, warehouse: warehouse || undefined };
}

/**
 * Calls the REST API of a workspace; a status of 400 and more becomes an error with what to do.
 *
 * Throws `databricks_unreachable`, `databricks_refused_token` (401, 403), `not_found` (404) and `databricks_failed`.
 *
 * @example
 * await callWorkspace(workspace, "GET", "/api/2.0/fs/directories/Volumes/main/default/fine_tuning", "Listing the volume");
 */
export async function callWorkspace(
  workspace: Workspace,
  method: string,
  path: string,
  action: string,
  options: {
    readonly json?: unknown;
    readonly bytes?: Uint8Array<ArrayBuffer>;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<Response> {
  const { json, bytes, signal } = options;
  const { host, token, fetch = globalThis.fetch } = workspace;
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const body = json === undefined ? bytes : JSON.stringify(json);
  const type = json === undefined ? "application/octet-stream" : "application/json";
  let response: Response;
  try {
    response = await fetch(`${host}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": type }) },
      body,
      signal: anySignal(signal, timeout),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new TunelabError(say("data.hostSilent", { action, host: new URL(host).host }), {
      code: "databricks_unreachable",
      hint: say("data.hostSilentHint", { address: "https://adb-<number>.azuredatabricks.net" }),
      cause,
    });
  }
  if (response.ok) return response;
  throw await explainRefusal(response, action, token);
}

async function explainRefusal(response: Response, action: string, token: string): Promise<TunelabError> {
  const { status } = response;
  const text = redact(await response.text(), { secrets: [token] });
  const message = readMessage(text) ?? (text.slice(0, 300) || `HTTP ${status}`);
  const [code, hint] =
    status === 401 || status === 403
      ? ["databricks_refused_token", say("data.tokenRefused")]
      : status === 404
        ? ["not_found", say("data.checkNames")]
        : ["databricks_failed", say("data.workspaceFailed")];
  return new TunelabError(say("client.failed", { action, status: ` (${status})`, message }), { code, hint });
}

function readMessage(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { message?: string }).message;
  } catch {
    return undefined;
  }
}
