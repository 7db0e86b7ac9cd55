import { TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import type { RestClient } from "./rest-client.js";

/** How the files of a run are reached. */
export type ArtifactRoute =
  /** Through the server, which keeps them: `path` below `mlflow-artifacts:/`. */
  | { readonly kind: "proxied"; readonly path: string }
  /** Through signed URLs that a Databricks workspace hands out. */
  | { readonly kind: "databricks"; readonly runId: string }
  /** Through the page's own upload: the run's store can be written by the server only. */
  | { readonly kind: "server"; readonly runId: string };

const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
const LARGEST_UPLOAD = 10 * 1024 * 1024;

/**
 * Chooses how a run's files are reached from its `artifact_uri`.
 *
 * @example
 * artifactRoute("mlflow-artifacts:/1/abc/artifacts", "abc", false); // { kind: "proxied", path: "1/abc/artifacts" }
 */
export function artifactRoute(artifactUri: string, runId: string, isDatabricks: boolean): ArtifactRoute {
  if (isDatabricks) return { kind: "databricks", runId };
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(artifactUri);
  if (proxied !== null) return { kind: "proxied", path: proxied[1]!.replace(/\/$/, "") };
  const direct = /^https?:\/\/[^/]+.*\/mlflow-artifacts\/artifacts\/(.*)$/.exec(artifactUri);
  if (direct !== null) return { kind: "proxied", path: direct[1]!.replace(/\/$/, "") };
  return { kind: "server", runId };
}

/** Writes one file; throws the tracker's errors, and `artifact_too_large` over 10 MB where the server is the only way. */
export async function writeToRoute(
  client: RestClient,
  route: ArtifactRoute,
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  switch (route.kind) {
    case "proxied":
      await client.bytes({
        method: "PUT",
        path: `${PROXY}/${encodePath(`${route.path}/${path}`)}`,
        body: content,
        headers: { "content-type": "application/octet-stream" },
      });
      return;
    case "databricks":
      await writeToDatabricks(client, route.runId, path, content);
      return;
    case "server": {
      const size = typeof content === "string" ? Buffer.byteLength(content) : content.byteLength;
      if (size > LARGEST_UPLOAD) {
        throw new TunelabError(say("runs.tooLarge", { path, n: size, most: LARGEST_UPLOAD }), {
          code: "artifact_too_large",
          hint: say("runs.tooLargeHint"),
        });
      }
      await client.bytes({
        method: "POST",
        path: "/ajax-api/2.0/mlflow/upload-artifact",
        query: { run_uuid: route.runId, path },
        body: content,
        headers: { "content-type": "application/octet-stream" },
      });
    }
  }
}

/** Reads one file. */
export async function readFromRoute(client: RestClient, route: ArtifactRoute, path: string): Promise<Uint8Array> {
  switch (route.kind) {
    case "proxied":
      return client.bytes({ path: `${PROXY}/${encodePath(`${route.path}/${path}`)}` });
    case "server":
      return client.bytes({ path: "/get-artifact", query: { run_uuid: route.runId, path } });
    case "databricks": {
      const credential = await askDatabricks(client, "credentials-for-read", route.runId, path);
      return client.external(credential.signed_uri, { method: "GET", headers: toHeaders(credential) });
    }
  }
}

interface DatabricksCredential {
  readonly signed_uri: string;
  readonly type?: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
}

async function writeToDatabricks(
  client: RestClient,
  runId: string,
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const credential = await askDatabricks(client, "credentials-for-write", runId, path);
  const url = credential.signed_uri;
  const headers = toHeaders(credential);
  switch (credential.type) {
    case "AZURE_SAS_URI":
      await client.external(url, {
        method: "PUT",
        headers: { "x-ms-blob-type": "BlockBlob", ...headers },
        body: content,
      });
      return;
    case "AZURE_ADLS_GEN2_SAS_URI": {
      // Data Lake Storage takes a file in three steps: create it, append at 0, flush at its length.
      const length = typeof content === "string" ? Buffer.byteLength(content) : content.byteLength;
      await client.external(`${url}&resource=file`, { method: "PUT", headers });
      await client.external(`${url}&action=append&position=0`, { method: "PATCH", headers, body: content });
      await client.external(`${url}&action=flush&position=${length}`, { method: "PATCH", headers });
      return;
    }
    default:
      await client.external(url, { method: "PUT", headers, body: content });
  }
}

async function askDatabricks(
  client: RestClient,
  endpoint: "credentials-for-read" | "credentials-for-write",
  runId: string,
  path: string,
): Promise<DatabricksCredential> {
  const { credential_infos: infos } = await client.json<{ credential_infos?: readonly DatabricksCredential[] }>({
    path: `/api/2.0/mlflow/artifacts/${endpoint}`,
    json: { run_id: runId, path: [path] },
  });
  const [first] = infos ?? [];
  if (first !== undefined) return first;
  throw new TunelabError(say("runs.noAddress", { path }), {
    code: "tracker_unavailable",
    hint: say("runs.noAddressHint"),
  });
}

const toHeaders = ({ headers }: DatabricksCredential): Record<string, string> =>
  Object.fromEntries((headers ?? []).map(({ name, value }) => [name, value]));

const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
