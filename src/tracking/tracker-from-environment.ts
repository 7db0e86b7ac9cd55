import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  databricksAddress,
  findProjectRoot,
  heldSecret,
  heldSecretError,
  keepFromProxies,
  TunelabError,
  type Tracker,
} from "../core/index.js";
import { say } from "../texts/index.js";
import { LocalTracker } from "./local/local-tracker.js";
import { portalRunPage } from "./portal-run-page.js";
import type { RestOptions } from "./rest/rest-client.js";
import { RestTracker } from "./rest/rest-tracker.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Folder of the local store when nothing else is set: `.tunelab/mlruns` in the clone. */
export const defaultStoreFolder = (): string => join(findProjectRoot(), ".tunelab", "mlruns");

/** What {@link trackerFromEnvironment} is made with. */
export interface TrackerOptions extends RestOptions {
  /** @default process.env */
  readonly env?: Environment;
  /** Folder with `.mlflow/credentials` and `.databrickscfg`. @default the user's home */
  readonly home?: string;
}

/**
 * Makes the tracker that an MLflow tracking URI names; by default the one of MLFLOW_TRACKING_URI.
 *
 * - nothing: the local store in `.tunelab/mlruns`
 * - a path or `file:` URL: a local store there
 * - `http(s)://…`: a server, signed with the user and password in the address, else MLFLOW_TRACKING_USERNAME and
 *   MLFLOW_TRACKING_PASSWORD, or those of `~/.mlflow/credentials`, else MLFLOW_TRACKING_TOKEN, as MLflow 3.17 does; where
 *   MLFLOW_TRACKING_URI names another server, the variables are that one's and not sent
 * - `databricks`: a workspace by DATABRICKS_HOST and DATABRICKS_TOKEN, or where neither is set by `~/.databrickscfg`
 * - `databricks://profile`, or `databricks` with DATABRICKS_CONFIG_PROFILE: by that profile of `~/.databrickscfg`
 *
 * Throws `missing_setting` for a workspace without host or token and `unsupported_tracking_uri` for other schemes.
 *
 * @example
 * trackerFromEnvironment("http://127.0.0.1:5000").uri; // "http://127.0.0.1:5000"
 */
export function trackerFromEnvironment(uri?: string, options: TrackerOptions = {}): Tracker {
  const env = options.env ?? process.env;
  const home = options.home ?? homedir();
  keepFromProxies(process.env);
  const wanted = (uri ?? env["MLFLOW_TRACKING_URI"] ?? "").trim();
  // The service shows the folder that is set for all, and not one that a notebook chooses for itself.
  const shown = uri === undefined ? { pageOf: (runId: string) => portalRunPage(runId, env) } : {};
  if (wanted === "") return new LocalTracker(defaultStoreFolder(), shown);
  if (/^https?:\/\//i.test(wanted)) return new RestTracker(readServer(wanted, env, home), options);
  if (wanted === "databricks" || wanted.startsWith("databricks://")) {
    return new RestTracker(readWorkspace(wanted, env, home), options);
  }
  if (wanted.startsWith("file:")) return new LocalTracker(filePath(wanted), shown);
  if (/^[a-z][a-z0-9+.-]+:/i.test(wanted) && !/^[a-z]:[\\/]/i.test(wanted)) {
    throw new TunelabError(say("runs.badUri", { uri: wanted.replace(/\/\/[^@/]*@/, "//***@") }), {
      code: "unsupported_tracking_uri",
      hint: say("runs.badUriHint"),
    });
  }
  return new LocalTracker(wanted, shown);
}

/** `file:mlruns` and `file:./mlruns` are relative, as MLflow reads them. */
const filePath = (uri: string): string =>
  uri.startsWith("file://") ? fileURLToPath(uri) : decodeURIComponent(uri.slice("file:".length));

/** The variables that a server is signed in to with. */
const ACCOUNT = ["MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN"] as const;

function readServer(uri: string, env: Environment, home: string) {
  const url = new URL(uri);
  const server = { url: `${url.origin}${url.pathname}`.replace(/\/+$/, ""), credentialsHint: say("runs.credentials") };
  if (url.username !== "" && url.password !== "") {
    return { ...server, authorization: basic(decodeURIComponent(url.username), decodeURIComponent(url.password)) };
  }
  const other = otherServer(url, env["MLFLOW_TRACKING_URI"]);
  const own = other === undefined ? env : {};
  const stored = readIni(join(home, ".mlflow", "credentials"))["mlflow"] ?? {};
  const user = own["MLFLOW_TRACKING_USERNAME"] || stored["mlflow_tracking_username"];
  const password = own["MLFLOW_TRACKING_PASSWORD"] || stored["mlflow_tracking_password"];
  const token = own["MLFLOW_TRACKING_TOKEN"];
  const held = ACCOUNT.filter((name) => heldSecret(own, name, url.origin));
  return {
    ...server,
    authorization: user && password ? basic(user, password) : token ? `Bearer ${token}` : undefined,
    ...(other !== undefined && { credentialsHint: say("runs.otherCredentials", { server: other }) }),
    ...(held.length > 0 && {
      credentialsHint: say("runs.heldCredentials", {
        n: held.length,
        names: held.join(", "),
        home: heldSecret(own, held[0]!)!.home,
        server: url.origin,
      }),
    }),
  };
}

/** The server that MLFLOW_TRACKING_URI names, where it is another: user, password and token beside it are for that one. */
function otherServer(asked: URL, uri: string | undefined): string | undefined {
  if (!/^https?:\/\//i.test(uri?.trim() ?? "") || !URL.canParse(uri!)) return undefined;
  const { origin } = new URL(uri!);
  return origin === asked.origin ? undefined : origin;
}

function readWorkspace(uri: string, env: Environment, home: string) {
  const profile = uri.slice("databricks://".length) || env["DATABRICKS_CONFIG_PROFILE"];
  const stored = readIni(join(home, ".databrickscfg"))[profile ?? "DEFAULT"] ?? {};
  // As Databricks' SDK has it, one of the two: a token in the file is for the host in the file.
  const isFromFile = profile !== undefined || (!env["DATABRICKS_HOST"] && !env["DATABRICKS_TOKEN"]);
  const [host, token] = isFromFile
    ? [stored["host"], stored["token"]]
    : [env["DATABRICKS_HOST"], env["DATABRICKS_TOKEN"]];
  const held = isFromFile || !host ? undefined : heldSecret(env, "DATABRICKS_TOKEN", databricksAddress(host));
  if (held !== undefined) throw heldSecretError("DATABRICKS_TOKEN", held, say("data.workspaceToken"));
  const missing = !host ? "DATABRICKS_HOST" : !token ? "DATABRICKS_TOKEN" : undefined;
  if (missing !== undefined) {
    throw new TunelabError(say("runs.uriMissing", { uri, missing }), {
      code: "missing_setting",
      hint: profile === undefined ? say("runs.setWorkspace") : say("runs.setWorkspaceOrProfile", { profile }),
    });
  }
  return {
    url: databricksAddress(host!),
    authorization: `Bearer ${token!}`,
    credentialsHint: say("runs.databricksToken"),
    isDatabricks: true,
  };
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;

/** Reads `[section]` and `key = value` lines; a missing file has none. */
function readIni(path: string): Record<string, Record<string, string>> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return {};
  }
  const sections: Record<string, Record<string, string>> = {};
  let current = "DEFAULT";
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[(.+?)\]\s*$/.exec(line);
    if (section !== null) current = section[1]!;
    const pair = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (pair !== null) (sections[current] ??= {})[pair[1]!] = pair[2]!;
  }
  return sections;
}
