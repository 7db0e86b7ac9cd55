import type { AzureOpenAI, OpenAI } from "openai";
import {
  escapeHtml,
  JUPYTER_DISPLAY,
  linkHtml,
  portalPageOf,
  TunelabError,
  type DisplaySink,
  type MimeData,
} from "../core/index.js";
import {
  connect,
  describeSettings,
  explainProviderError,
  forgetTypedSecrets,
  tryPortalLink,
  type Connection,
  type ConnectOptions,
} from "../client/index.js";
import { askWhoAnswers } from "../models/index.js";
import { display, html, table } from "../display/index.js";
import { retirementNotice } from "../tokens/index.js";
import { LABS, type LabFacts, type LabName } from "./lab-facts.js";

/** Options of {@link openLab}. */
export interface OpenLabOptions extends ConnectOptions {
  /** Where to show the tables. @default the notebook's display */
  readonly sink?: DisplaySink;
  /** Whether a real provider is asked for one token, to learn which model answers. @default true */
  readonly probe?: boolean;
  /** Today's date (ISO), for the notices of retired models. @default the clock's */
  readonly today?: string;
}

/**
 * An opened lab: what the cells after it work with.
 *
 * @example
 * const lab = await openLab("fine-tune");
 * await lab.client.models.list();
 */
export class Lab {
  constructor(
    readonly name: LabName,
    private readonly connection: Connection,
    /** Name of the model that really answers; "unknown" when it was not asked. */
    readonly model: string,
  ) {}

  get provider(): Connection["provider"] {
    return this.connection.provider;
  }

  /** The openai package's client for the provider. */
  get client(): AzureOpenAI | OpenAI {
    return this.connection.client;
  }

  /** Deployment or model that chat calls name. */
  get deployment(): string {
    return this.connection.deployment;
  }

  /** Model to fine-tune. */
  get baseModel(): string {
    return this.connection.baseModel;
  }

  get endpoint(): string {
    return this.connection.endpoint;
  }

  /** Folder of the embedded service's files, when it is the provider. */
  get dataDirectory(): string | undefined {
    return this.connection.service?.dataDirectory;
  }

  /** The recording that is made or played back, if any. */
  get tape(): Connection["tape"] {
    return this.connection.tape;
  }

  toString(): string {
    return `Lab "${this.name}": ${this.provider}, deployment ${this.deployment}, answered by ${this.model}`;
  }

  [JUPYTER_DISPLAY](): MimeData {
    const text = this.toString();
    const page = portalPageOf(this.client.baseURL, "deployment", this.deployment);
    if (page === undefined) return { "text/plain": text };
    const link = linkHtml(page, `${this.deployment} in the playground`);
    return { "text/html": `<p>${escapeHtml(text)} · ${link}</p>`, "text/plain": text };
  }
}

/**
 * Opens a lab: finds out who answers, starts the embedded service if nobody is set, and shows what will be used.
 *
 * Shows a table (provider, endpoint host, deployment, model that really answers, data folder, expected time and cost),
 * a table of the settings with their sources and secrets masked, and a notice where a model has been retired. Throws
 * what `connect` throws, or what keeps the provider from answering, with the way out.
 *
 * @example
 * const lab = await openLab("fine-tune");
 */
export async function openLab(name: LabName = "welcome", options: OpenLabOptions = {}): Promise<Lab> {
  if (!Object.hasOwn(LABS, name)) {
    throw new TunelabError(`There is no lab "${name}".`, {
      code: "unknown_lab",
      hint: `The labs are ${Object.keys(LABS).join(", ")}.`,
    });
  }
  const { sink, probe = true, today = new Date().toISOString().slice(0, 10) } = options;
  const shown = sink === undefined ? {} : { sink };
  const connection = await connect(options);
  const { tape } = connection;
  if (tape !== undefined) html(`<p role="status"><b>${escapeHtml(tape.notice)}</b></p>`, shown);
  const model =
    connection.service?.model ??
    tape?.facts?.model ??
    (probe ? await tryAnswer(connection, options.env ?? process.env) : "unknown");
  const lab = new Lab(name, connection, model);
  const facts: LabFacts = LABS[name];
  const embedded = connection.provider === "embedded";
  const rows = [
    { item: "provider", value: describeProvider(connection) },
    { item: "endpoint host", value: new URL(connection.endpoint).host },
    { item: "deployment", value: connection.deployment },
    { item: "model that answers", value: model },
    { item: "model to fine-tune", value: connection.baseModel },
    ...(connection.service === undefined ? [] : [{ item: "data folder", value: connection.service.dataDirectory }]),
    ...(name === "databricks" ? [{ item: "SQL and volumes", value: describeDatabricks(connection) }] : []),
    { item: "expected time", value: embedded ? facts.embeddedTime : facts.realTime },
    { item: "expected cost", value: embedded ? "nothing" : facts.realCost },
  ];
  const cellLinks = {
    value: (value: unknown, row: number) =>
      rows[row]?.item === "deployment"
        ? portalPageOf(connection.client.baseURL, "deployment", String(value))
        : undefined,
  };
  await display(table(rows, { caption: `${facts.title}: what this notebook uses`, cellLinks }), shown);
  await display(
    table(describeSettings(connection.settings), { caption: "Settings and where they come from", maxRows: 30 }),
    shown,
  );
  await showPortal(connection, shown);
  const notice = noticeOf(connection, facts, today);
  if (notice !== undefined) html(`<p role="alert"><b>Please note:</b> ${escapeHtml(notice)}</p>`, shown);
  return lab;
}

/** A link to the portal of the embedded service; nothing where it is not the provider. */
async function showPortal({ service }: Connection, shown: { readonly sink?: DisplaySink }): Promise<void> {
  if (service === undefined) return;
  const url = await tryPortalLink(service);
  if (url === undefined) return;
  html(
    `<p>${linkHtml(url, "Open the portal")}: jobs, files, deployments, playground and evaluations in the browser. <code>await openPortal()</code> makes a new link.</p>`,
    shown,
  );
}

/** What has been retired: of the model to tune at a real provider, or of the one that the lab's text was written for. */
function noticeOf({ provider, baseModel }: Connection, facts: LabFacts, today: string): string | undefined {
  if (provider !== "embedded") return retirementNotice(baseModel, provider, { today });
  const { originalModel } = facts;
  const notice = originalModel === undefined ? undefined : retirementNotice(originalModel, "azure", { today });
  return notice === undefined
    ? undefined
    : `The lab's original text uses ${originalModel}. ${notice} On this machine a small model takes its place.`;
}

function describeProvider({ provider, tape }: Connection): string {
  const name = provider === "embedded" ? "embedded service on this machine" : provider;
  if (tape === undefined) return name;
  return tape.mode === "replay" ? `a recording of: ${name}` : `${name}, recorded`;
}

function describeDatabricks({ settings }: Connection): string {
  const host = settings.get("DATABRICKS_HOST");
  return host === undefined ? "DuckDB and folders on this machine" : `the Databricks workspace ${host}`;
}

async function tryAnswer({ client, deployment }: Connection, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return await askWhoAnswers(client, deployment);
  } catch (error) {
    const explained = explainProviderError(error, `Asking ${deployment} who it is`);
    // A key that was mistyped into the hidden prompt can be typed again; one that was set has to be set anew.
    if (!TunelabError.isInstance(explained) || explained.code !== "key_refused" || !forgetTypedSecrets(env)) {
      throw explained;
    }
    throw new TunelabError(explained.message, {
      code: "key_refused",
      hint: "The key that was typed is forgotten: run the cell again and type it once more, from the same resource as the endpoint.",
      cause: error,
    });
  }
}
