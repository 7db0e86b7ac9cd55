import { isLoopback, portalPage, TunelabError } from "../core/index.js";

/** The service that a link is made for. */
export interface LinkedService {
  /** Any address of it, for example a client's `baseURL`. */
  readonly url: string;
  readonly apiKey: string;
}

/** Options of {@link portalLink}. */
export interface PortalLinkOptions {
  /** Page to open, such as `/jobs/ftjob-1`. @default the first page */
  readonly page?: string;
  /** Public name of the hub in front of the service, which the service lets in from now on. */
  readonly host?: string;
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Time for the service to answer, in milliseconds: a link is not worth a longer wait. */
const DEADLINE_MS = 5_000;

/**
 * Makes a link that opens the embedded service's portal once, within ten minutes, and signs the browser in.
 *
 * Throws `no_portal` when the address is not this machine's, or nothing there makes such links.
 *
 * @example
 * await portalLink({ url: client.baseURL, apiKey: client.apiKey }, { page: "/jobs/ftjob-1" });
 * // "http://127.0.0.1:43117/#token=…&to=%2Fjobs%2Fftjob-1"
 */
export async function portalLink(service: LinkedService, options: PortalLinkOptions = {}): Promise<string> {
  const { page, env = process.env } = options;
  const host = options.host ?? hubHost(env);
  const refuse = (why: string, cause?: unknown): TunelabError =>
    new TunelabError(`There is no portal at ${safeOrigin(service.url)}: ${why}.`, {
      code: "no_portal",
      hint: "The portal is a page of the embedded service: run openLab() with no other provider set, or npx tunelab portal.",
      cause,
    });
  if (!isLoopback(service.url)) throw refuse("it is not on this machine");
  const { origin } = new URL(service.url);
  let answer: Response;
  try {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    answer = await fetch(`${origin}/tunelab/portal-links`, {
      method: "POST",
      headers: { "api-key": service.apiKey, "content-type": "application/json" },
      body: JSON.stringify({ page, allow_host: host }),
      signal: options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]),
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw refuse("nothing answers", error);
  }
  const body = (await answer.json().catch(() => ({}))) as { fragment?: unknown; error?: { message?: unknown } };
  if (!answer.ok || typeof body.fragment !== "string") {
    throw refuse(
      `it answers ${answer.status}${typeof body.error?.message === "string" ? ` (${body.error.message})` : ""}`,
    );
  }
  return portalPage(origin, body.fragment, env)!;
}

/**
 * A link as {@link portalLink} makes it, for displays: `undefined` where there is no portal, whatever the reason.
 *
 * @example
 * await tryPortalLink({ url: client.baseURL, apiKey: client.apiKey }, { page: "/deployments" });
 */
export async function tryPortalLink(
  service: LinkedService,
  options: PortalLinkOptions = {},
): Promise<string | undefined> {
  if (!isLoopback(service.url)) return undefined;
  return portalLink(service, options).catch(() => undefined);
}

/** Name of the hub that this process runs behind, where the hub says it. */
function hubHost(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const url = env["JUPYTERHUB_PUBLIC_URL"] || env["JUPYTERHUB_PUBLIC_HUB_URL"];
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}

function safeOrigin(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "an address that is none";
}
