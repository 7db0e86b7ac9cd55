import type { TokenCredential } from "@azure/identity";
import { TunelabError, tryParse, anySignal, type HeldSecret } from "../../core/index.js";
import {
  askForSecret,
  checkEncryption,
  entraCredential,
  explainProviderError,
  MANAGEMENT_URL,
  namesOfEmbedded,
  readFailure,
  readHeldSecrets,
  readSettings,
  readSettingValues,
} from "../../client/index.js";
import { say } from "../../texts/index.js";

/** A deployment as the management plane describes it. */
export interface DeploymentBody {
  readonly name: string;
  readonly sku?: { readonly name: string; readonly capacity: number };
  readonly properties: {
    readonly provisioningState: string;
    readonly model: { readonly format: string; readonly name: string; readonly version: string };
  };
  readonly systemData?: { readonly createdBy?: string; readonly createdByType?: string };
}

/** Options of {@link ManagementClient}. */
export interface ManagementOptions {
  readonly subscription?: string;
  readonly resourceGroup?: string;
  /** Name of the Azure OpenAI resource. */
  readonly account?: string;
  /** Bearer token, or a credential that makes one. @default TEMP_AUTH_TOKEN */
  readonly token?: string;
  readonly credential?: TokenCredential;
  /** Address of the management plane. @default TUNELAB_MANAGEMENT_URL, or https://management.azure.com */
  readonly url?: string;
  /** @default "2023-05-01", as the labs have it */
  readonly apiVersion?: string;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** `.env` files, the first wins. @default those of the working directory and of the project */
  readonly envFiles?: readonly string[];
}

const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Calls Azure's management plane for the deployments of one Azure OpenAI resource, as the labs' PUT does.
 *
 * Subscription, group, resource and token come from the options or the labs' variables.
 *
 * @example
 * const management = await ManagementClient.open();
 * await management.list();
 */
export class ManagementClient {
  readonly #base: string;
  readonly #token: () => Promise<string>;
  readonly #apiVersion: string;
  readonly #fetch: typeof globalThis.fetch;

  private constructor(
    /** Address of the management plane. */
    readonly url: string,
    base: string,
    token: () => Promise<string>,
    apiVersion: string,
    fetch: typeof globalThis.fetch,
  ) {
    this.#base = base;
    this.#token = token;
    this.#apiVersion = apiVersion;
    this.#fetch = fetch;
  }

  /** Resolves names and token; throws `missing_setting` with the name of the variable. */
  static async open(options: ManagementOptions = {}): Promise<ManagementClient> {
    const { env = process.env } = options;
    const given = {
      AZURE_SUBSCRIPTION_ID: options.subscription,
      AZURE_RESOURCE_GROUP: options.resourceGroup,
      AZURE_OPENAI_RESOURCE: options.account,
      TUNELAB_MANAGEMENT_URL: options.url,
      TEMP_AUTH_TOKEN: options.token,
    };
    const values = readSettingValues({ settings: given, env, envFiles: options.envFiles });
    const embedded = namesOfEmbedded(env);
    const find = (name: string): string | undefined =>
      values.get(name)?.value ?? (embedded.has(name) ? env[name] : undefined);
    const needed = (name: string, meaning: string): string => {
      const found = find(name);
      if (found) return found;
      throw new TunelabError(say("client.secretMissing", { name, meaning }), {
        code: "missing_setting",
        hint: say("setup.setOrOpen", { name }),
      });
    };
    const subscription = needed("AZURE_SUBSCRIPTION_ID", say("setup.subscription"));
    const group = needed("AZURE_RESOURCE_GROUP", say("setup.group"));
    const account = needed("AZURE_OPENAI_RESOURCE", say("setup.account"));
    const named = values.get("TUNELAB_MANAGEMENT_URL");
    if (named !== undefined) checkEncryption(named);
    const url = (find("TUNELAB_MANAGEMENT_URL") ?? MANAGEMENT_URL).replace(/\/+$/, "");
    // The embedded service's own token is for the embedded service alone.
    const token = named === undefined ? find("TEMP_AUTH_TOKEN") : values.get("TEMP_AUTH_TOKEN")?.value;
    const path = [
      "subscriptions",
      subscription,
      "resourceGroups",
      group,
      "providers",
      "Microsoft.CognitiveServices",
      "accounts",
      account,
      "deployments",
    ];
    return new ManagementClient(
      url,
      `${url}/${path.map(encodeURIComponent).join("/")}`,
      await tokenSource(
        options,
        token,
        url,
        env,
        readHeldSecrets({ settings: given, env, envFiles: options.envFiles }),
      ),
      options.apiVersion ?? "2023-05-01",
      options.fetch ?? globalThis.fetch,
    );
  }

  /** Creates a deployment or changes an existing one. */
  put(name: string, body: unknown, signal?: AbortSignal): Promise<DeploymentBody> {
    return this.#call("PUT", name, say("client.deploying", { name }), body, signal) as Promise<DeploymentBody>;
  }

  /** Changes SKU, capacity or tags of a deployment. */
  patch(name: string, body: unknown, signal?: AbortSignal): Promise<DeploymentBody> {
    return this.#call("PATCH", name, say("client.changing", { name }), body, signal) as Promise<DeploymentBody>;
  }

  /** Reads a deployment, or `undefined` when there is none of the name. */
  async get(name: string, signal?: AbortSignal): Promise<DeploymentBody | undefined> {
    return (await this.#call("GET", name, say("client.reading", { name }), undefined, signal)) as
      DeploymentBody | undefined;
  }

  /** Lists the deployments of the resource. */
  async list(signal?: AbortSignal): Promise<DeploymentBody[]> {
    const answer = await this.#call("GET", "", say("client.listingDeployments"), undefined, signal);
    return ((answer as { value?: DeploymentBody[] } | undefined)?.value ?? []) as DeploymentBody[];
  }

  /** Deletes a deployment; one that is gone already is no mistake. */
  async delete(name: string, signal?: AbortSignal): Promise<void> {
    await this.#call("DELETE", name, say("client.deleting", { name }), undefined, signal);
  }

  async #call(method: string, name: string, action: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
    const suffix = name === "" ? "" : `/${encodeURIComponent(name)}`;
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const token = await this.#token();
    let status: number;
    let text: string;
    try {
      const response = await this.#fetch(`${this.#base}${suffix}?api-version=${encodeURIComponent(this.#apiVersion)}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: anySignal(signal, timeout),
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      throw explainProviderError(error, action);
    }
    if (status === 404 && (method === "GET" || method === "DELETE")) return undefined;
    const parsed = tryParse(text);
    if (status < 400) return parsed;
    const { code, message } = readFailure(parsed ?? { message: text.slice(0, 500) || `HTTP ${status}` });
    throw explainProviderError({ status, error: { code, message } }, action);
  }
}

async function tokenSource(
  options: ManagementOptions,
  token: string | undefined,
  url: string,
  env: NodeJS.ProcessEnv,
  held: ReadonlyMap<string, HeldSecret>,
): Promise<() => Promise<string>> {
  const credential =
    options.credential ??
    (token === undefined ? await entraCredential(readSettings({ env, envFiles: options.envFiles })) : undefined);
  if (credential !== undefined) {
    return async () => {
      const found = await credential.getToken(`${MANAGEMENT_URL}/.default`);
      if (found !== null) return found.token;
      throw new TunelabError(say("setup.noToken"), {
        code: "token_invalid",
        hint: say("setup.noTokenHint"),
      });
    };
  }
  const fixed = token ?? (await askForSecret("TEMP_AUTH_TOKEN", say("setup.managementToken"), url, env, held));
  return () => Promise.resolve(fixed);
}
