import {
  EMBEDDED_MARK,
  ensureEmbeddedService,
  portalLink,
  type ConnectOptions,
  type EmbeddedServiceOptions,
} from "../client/index.js";
import { escapeHtml, JUPYTER_DISPLAY, linkHtml, type MimeData } from "../core/index.js";
import { say } from "../texts/index.js";

/** Options of {@link openPortal}. */
export interface OpenPortalOptions {
  /** Page to open, such as `/jobs` or `/runs`. @default the first page */
  readonly page?: string;
  /** Public name of the hub in front of the service, as in the browser's address. @default what the hub says, if it does */
  readonly host?: string;
  /** How the service is found and started. */
  readonly embedded?: EmbeddedServiceOptions;
  /** @default process.env */
  readonly env?: ConnectOptions["env"];
}

/**
 * A link to the portal; shows itself as one.
 *
 * @example
 * (await openPortal()).url; // "http://127.0.0.1:43117/#token=…"
 */
export class PortalLink {
  readonly #note: string | undefined;

  constructor(
    /** Opens the portal once, within ten minutes. */
    readonly url: string,
    note: string | undefined,
  ) {
    this.#note = note;
  }

  toString(): string {
    return `${say("client.portalAt", { url: this.url })}${this.#note === undefined ? "" : `\n${this.#note}`}`;
  }

  [JUPYTER_DISPLAY](): MimeData {
    const note = this.#note === undefined ? "" : `<p>${escapeHtml(this.#note)}</p>`;
    return {
      "text/html": `<p>${linkHtml(this.url, say("client.openPortal"))}${escapeHtml(say("client.linkOnce"))}</p>${note}`,
      "text/plain": this.toString(),
    };
  }
}

/**
 * Makes a link to the portal of the embedded service, which it starts when it does not run: jobs, files, deployments, the
 * playground and evaluations in the browser.
 *
 * It shows this machine's service, also when the lab's provider is another. Throws `no_portal` and `service_not_started`.
 *
 * @example
 * await openPortal({ page: "/runs" });
 */
export async function openPortal(options: OpenPortalOptions = {}): Promise<PortalLink> {
  const { env = process.env, page, host } = options;
  // The service that the notebook uses already, wherever its files are.
  const dataDirectory = env[EMBEDDED_MARK];
  const service = await ensureEmbeddedService({ env, dataDirectory, ...options.embedded });
  const url = await portalLink(service, {
    env,
    page,
    host,
  });
  const isUnknownHub = url.startsWith("/") && host === undefined && !knowsHub(env);
  return new PortalLink(
    url,
    isUnknownHub ? say("client.unknownHub", { code: 'openPortal({ host: "hub.example.org" })' }) : undefined,
  );
}

function knowsHub(env: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(env["JUPYTERHUB_PUBLIC_URL"] || env["JUPYTERHUB_PUBLIC_HUB_URL"]);
}
