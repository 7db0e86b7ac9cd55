import type { ClientOptions, OpenAI } from "openai";

/** Address of OpenAI itself. */
export const OPENAI_URL = "https://api.openai.com/v1";

/** Account as the openai package takes it: a text, `null` for none, absent for the environment's. */
export interface OpenAIAccount {
  readonly organization?: string | null;
  readonly project?: string | null;
  readonly adminAPIKey?: null;
}

/**
 * Whether an address is OpenAI's own, in any of its regions.
 *
 * @example
 * isOpenAIAddress("https://eu.api.openai.com/v1"); // true
 * isOpenAIAddress("http://127.0.0.1:11434/v1"); // false
 */
export function isOpenAIAddress(address: string): boolean {
  return URL.canParse(address) && /^(.+\.)?api\.openai\.com$/i.test(new URL(address).hostname);
}

/**
 * Makes a client of the openai package for an address, with nothing of the environment that is meant for another server.
 *
 * By itself the package sends OPENAI_ORG_ID, OPENAI_PROJECT_ID, OPENAI_ADMIN_KEY and OPENAI_CUSTOM_HEADERS to whatever server it
 * is made for. The first three are OpenAI's, as OPENAI_API_KEY is, and the headers are for OPENAI_BASE_URL, or OpenAI where that
 * is not set. Another server gets what is given for it and nothing else, also from a copy that `client.withOptions()` makes.
 *
 * @param given organisation that a configuration names beside the address
 * @example
 * makeClient("http://127.0.0.1:11434/v1", (account) => new OpenAI({ baseURL, apiKey: "none", ...account }));
 */
export function makeClient<Client extends OpenAI>(
  address: string,
  make: (account: OpenAIAccount) => Client,
  given?: string,
): Client {
  const client = withHeadersFor(address, () => make(accountFor(address, given)));
  const copy = client.withOptions.bind(client);
  client.withOptions = (options) => {
    const target = options.baseURL ?? address;
    const isMoved = !isSameServer(target, address);
    return makeClient(target, () =>
      copy({
        ...azureOptionsOf(client),
        ...(isMoved && { ...accountFor(target, undefined), defaultHeaders: undefined }),
        ...options,
      }),
    );
  };
  return client;
}

/** What the package's own `withOptions` forgets of a client of Azure, and would take from the environment or refuse. */
function azureOptionsOf(client: object): Partial<ClientOptions> {
  if (!("apiVersion" in client && "deploymentName" in client)) return {};
  const { apiVersion, deploymentName: deployment } = client;
  return { apiVersion, deployment } as Partial<ClientOptions>;
}

function withHeadersFor<Client>(address: string, make: () => Client): Client {
  const headers = process.env[CUSTOM_HEADERS];
  if (headers === undefined || isForCustomHeaders(address)) return make();
  // The constructor reads them, and no option keeps it from that: null for one of them would take the key's own header out too.
  delete process.env[CUSTOM_HEADERS];
  try {
    return make();
  } finally {
    process.env[CUSTOM_HEADERS] = headers;
  }
}

const CUSTOM_HEADERS = "OPENAI_CUSTOM_HEADERS";

function accountFor(address: string, given: string | undefined): OpenAIAccount {
  if (isOpenAIAddress(address)) return given === undefined ? {} : { organization: given };
  return { organization: given ?? null, project: null, adminAPIKey: null };
}

function isForCustomHeaders(address: string): boolean {
  const own = process.env["OPENAI_BASE_URL"]?.trim();
  if (!own) return isOpenAIAddress(address);
  return isSameServer(own, address);
}

const isSameServer = (one: string, other: string): boolean =>
  URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
