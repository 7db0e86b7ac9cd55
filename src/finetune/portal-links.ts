import type { OpenAI } from "openai";
import { portalPageOf, type PortalThing } from "../core/index.js";
import type { TableLink } from "../display/index.js";
import { say } from "../texts/index.js";

/**
 * The link below a table to the page of what it is about; none for another provider's.
 *
 * @example
 * portalLinks(client, "file", "file-1", "File file-1"); // [{ text: "File file-1", href: "http://127.0.0.1:8080/#/files/file-1" }]
 */
export function portalLinks(
  { baseURL }: Pick<OpenAI, "baseURL">,
  kind: PortalThing,
  id: string,
  text: string,
): readonly TableLink[] {
  const href = portalPageOf(baseURL, kind, id);
  return href === undefined ? [] : [{ text, href }];
}

/**
 * The link below a table to the page of a job.
 *
 * @example
 * jobLinks(client, "ftjob-1")[0]?.text; // "Job ftjob-1 in the portal"
 */
export function jobLinks(client: Pick<OpenAI, "baseURL">, jobId: string): readonly TableLink[] {
  return portalLinks(client, "job", jobId, say("jobs.page", { job: jobId }));
}
