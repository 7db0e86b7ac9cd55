import { request } from "node:http";
import { isLoopback, portalPage, tryParse, TunelabError } from "../core/index.js";
import { chosenLocale, say, type Locale } from "../texts/index.js";

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
  /** Language that the page opens in. @default the one chosen for this process, by `TUNELAB_LANGUAGE` or its notebook */
  readonly language?: Locale;
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Time for the service to answer, in milliseconds: a link is not worth a longer wait. */
const DEADLINE_MS = 5_000;

/**
 * Makes a link that opens the embedded service's portal once, within ten minutes, and signs the browser in; in the language
 * asked for or the notebook's, unless the browser's owner has chosen one there.
 *
 * Throws `no_portal` when the address is not this machine's, or nothing there makes such links, and `invalid_option` for a
 * page or a host that is none.
 *
 * @example
 * await portalLink({ url: client.baseURL, apiKey: client.apiKey }, { page: "/jobs/ftjob-1" });
 * // "http://127.0.0.1:43117/#token=…&to=%2Fjobs%2Fftjob-1"
 */
export async function portalLink(service: LinkedService, options: PortalLinkOptions = {}): Promise<string> {
  const { page, env = process.env } = options;
  const host = options.host ?? hubHost(env);
  const refuse = (why: string, cause?: unknown): TunelabError =>
    new TunelabError(say("client.noPortal", { address: safeOrigin(service.url), why }), {
      code: "no_portal",
      hint: say("client.noPortalHint"),
      cause,
    });
  if (!isLoopback(service.url)) throw refuse(say("client.notHere"));
  const { origin } = new URL(service.url);
  const wanted = JSON.stringify({ page, allow_host: host });
  const answer = await post(origin, wanted, service.apiKey, options.signal).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    throw refuse(say("client.nothingAnswers"), error);
  });
  const body = (tryParse(answer.text) ?? {}) as { fragment?: unknown; error?: { message?: unknown } };
  if (answer.status === 400 && typeof body.error?.message === "string") {
    throw new TunelabError(say("client.noSuchLink", { message: body.error.message }), {
      code: "invalid_option",
      hint: say("client.noSuchLinkHint"),
    });
  }
  if (answer.status !== 200 || typeof body.fragment !== "string") {
    const said = typeof body.error?.message === "string" ? ` (${body.error.message})` : "";
    throw refuse(say("client.itAnswers", { status: String(answer.status), said }));
  }
  const language = options.language ?? chosenLocale(env);
  return portalPage(origin, language === undefined ? body.fragment : `${body.fragment}&lang=${language}`, env)!;
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

/**
 * Posts without `fetch`, which may be recorded or played back from a recording: a link is of this moment, and no part of
 * what a notebook asks its provider.
 */
function post(
  origin: string,
  body: string,
  apiKey: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  return new Promise((resolve, reject) => {
    const call = request(`${origin}/tunelab/portal-links`, {
      method: "POST",
      // Node's own agent would go by a proxy that the process was started with.
      agent: false,
      headers: { "api-key": apiKey, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    call.once("error", reject);
    call.once("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", reject);
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") }),
      );
    });
    call.end(body);
  });
}

/** Name of the hub that this process runs behind, where the hub says it. */
function hubHost(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const url = env["JUPYTERHUB_PUBLIC_URL"] || env["JUPYTERHUB_PUBLIC_HUB_URL"];
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}

function safeOrigin(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : say("client.badAddress");
}
