import type { OpenAI } from "openai";
import { linkHtml, portalPage, type DisplaySink } from "../core/index.js";
import { tryPortalLink } from "../client/index.js";
import { html } from "../display/index.js";

/**
 * Shows a link to a page of the embedded service's portal, and returns the page's lasting address.
 *
 * Shows and returns nothing for another provider, whose portal is its own; outside a notebook it shows nothing.
 *
 * @example
 * await showPortalPage(client, "/jobs/ftjob-1", "Job ftjob-1 in the portal", sink);
 */
export async function showPortalPage(
  client: Pick<OpenAI, "baseURL" | "apiKey">,
  page: string,
  text: string,
  sink: DisplaySink | undefined,
): Promise<string | undefined> {
  const { baseURL: url, apiKey } = client;
  const link = typeof apiKey === "string" ? await tryPortalLink({ url, apiKey }, { page }) : undefined;
  if (link === undefined) return undefined;
  if (sink !== undefined) html(`<p>${linkHtml(link, text)}</p>`, { sink });
  return portalPage(url, page);
}
