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
import { say } from "../texts/index.js";
import { describeTrainable, retirementNotice } from "../tokens/index.js";
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
  readonly #connection: Connection;

  constructor(
    readonly name: LabName,
    connection: Connection,
    /** Name of the model that really answers; "unknown" when it was not asked. */
    readonly model: string,
  ) {
    this.#connection = connection;
  }

  get provider(): Connection["provider"] {
    return this.#connection.provider;
  }

  /** The openai package's client for the provider. */
  get client(): AzureOpenAI | OpenAI {
    return this.#connection.client;
  }

  /** Deployment or model that chat calls name. */
  get deployment(): string {
    return this.#connection.deployment;
  }

  /** Model to fine-tune. */
  get baseModel(): string {
    return this.#connection.baseModel;
  }

  get endpoint(): string {
    return this.#connection.endpoint;
  }

  /** Folder of the embedded service's files, when it is the provider. */
  get dataDirectory(): string | undefined {
    return this.#connection.service?.dataDirectory;
  }

  /** The recording that is made or played back, if any. */
  get tape(): Connection["tape"] {
    return this.#connection.tape;
  }

  toString(): string {
    const { deployment, model, name } = this;
    return say("lab.opened", { name, provider: describeProvider(this.#connection), deployment, model });
  }

  [JUPYTER_DISPLAY](): MimeData {
    const text = this.toString();
    const page = portalPageOf(this.client.baseURL, "deployment", this.deployment);
    if (page === undefined) return { "text/plain": text };
    const link = linkHtml(page, say("lab.inPlayground", { name: this.deployment }));
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
    throw new TunelabError(say("lab.unknown", { name: String(name) }), {
      code: "unknown_lab",
      hint: say("lab.unknownHint", { names: Object.keys(LABS).join(", ") }),
    });
  }
  const { sink, probe = true, today = new Date().toISOString().slice(0, 10) } = options;
  const shown = { sink };
  const connection = await connect(options);
  const { tape } = connection;
  if (tape !== undefined) html(`<p role="status"><b>${escapeHtml(tape.notice)}</b></p>`, shown);
  const model =
    connection.service?.model ??
    tape?.facts?.model ??
    (probe ? await tryAnswer(connection, options.env ?? process.env) : "unknown");
  const lab = new Lab(name, connection, model ?? "unknown");
  const facts: LabFacts = LABS[name];
  const embedded = connection.provider === "embedded";
  const rows = [
    row("lab.provider", describeProvider(connection)),
    row("lab.host", new URL(connection.endpoint).host),
    row("lab.deployment", connection.deployment),
    row("lab.model", model ?? say("lab.notDeployed", { deployment: connection.deployment })),
    row("lab.baseModel", connection.baseModel),
    ...(connection.service === undefined ? [] : [row("lab.dataFolder", connection.service.dataDirectory)]),
    ...(name === "databricks" ? [row("lab.sql", describeDatabricks(connection))] : []),
    row("lab.time", embedded ? facts.embeddedTime() : facts.realTime()),
    row("lab.cost", embedded ? say("lab.free") : facts.realCost()),
  ];
  if (!embedded && facts.tunes === true) {
    const trainable = describeTrainable(connection.provider as "azure" | "openai", { today });
    html(`<p role="alert"><b>${escapeHtml(say("lab.note"))}</b> ${escapeHtml(trainable)}</p>`, shown);
  }
  const cellLinks = {
    [say("lab.value")]: (value: unknown, index: number) =>
      rows[index]?.[say("lab.item")] === say("lab.deployment")
        ? portalPageOf(connection.client.baseURL, "deployment", String(value))
        : undefined,
  };
  await display(
    table(rows, { caption: say("lab.uses", { title: say(`lab.${name}`) }), cellLinks, types: false }),
    shown,
  );
  const settings = describeSettings(connection.settings).map(({ setting, value, from }) => ({
    [say("lab.setting")]: setting,
    [say("lab.value")]: value,
    [say("lab.from")]: say(`lab.from.${from}`),
  }));
  await display(table(settings, { caption: say("lab.settings"), maxRows: 30, types: false }), shown);
  await showPortal(connection, shown);
  const notice = noticeOf(connection, facts, today);
  if (notice !== undefined)
    html(`<p role="alert"><b>${escapeHtml(say("lab.note"))}</b> ${escapeHtml(notice)}</p>`, shown);
  return lab;
}

const row = (
  item:
    | "lab.provider"
    | "lab.host"
    | "lab.deployment"
    | "lab.model"
    | "lab.baseModel"
    | "lab.dataFolder"
    | "lab.sql"
    | "lab.time"
    | "lab.cost",
  value: string,
): Readonly<Record<string, string>> => ({ [say("lab.item")]: say(item), [say("lab.value")]: value });

/** A link to the portal of the embedded service; nothing where it is not the provider. */
async function showPortal({ service }: Connection, shown: { readonly sink?: DisplaySink }): Promise<void> {
  if (service === undefined) return;
  const url = await tryPortalLink(service);
  if (url === undefined) return;
  const more = escapeHtml(say("lab.portalMore", { code: "\u0001" }));
  const code = "<code>await openPortal()</code>";
  html(`<p>${linkHtml(url, say("lab.portal"))}${more.replace("\u0001", code)}</p>`, shown);
}

/** What has been retired: of the model to tune at a real provider, or of the one that the lab's text was written for. */
function noticeOf({ provider, baseModel }: Connection, facts: LabFacts, today: string): string | undefined {
  if (provider !== "embedded") return retirementNotice(baseModel, provider, { today });
  const { originalModel } = facts;
  const notice = originalModel === undefined ? undefined : retirementNotice(originalModel, "azure", { today });
  return notice === undefined ? undefined : say("lab.notice", { model: originalModel!, notice });
}

function describeProvider({ provider, tape }: Connection): string {
  const name = provider === "embedded" ? say("lab.embedded") : provider;
  if (tape === undefined) return name;
  return tape.mode === "replay" ? say("lab.recordingOf", { name }) : say("lab.recorded", { name });
}

function describeDatabricks({ settings }: Connection): string {
  const host = settings.get("DATABRICKS_HOST");
  return host === undefined ? say("lab.duckdb") : say("lab.workspace", { host });
}

/** Name of the model that answers; `undefined` where the deployment is not there yet, which a lab's cell can make. */
async function tryAnswer({ client, deployment }: Connection, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    return await askWhoAnswers(client, deployment);
  } catch (error) {
    const explained = explainProviderError(error, say("client.asking", { name: deployment }), env);
    if (TunelabError.isInstance(explained) && explained.code === "deployment_not_found") return undefined;
    // A key that was mistyped into the hidden prompt can be typed again; one that was set has to be set anew.
    if (!TunelabError.isInstance(explained) || explained.code !== "key_refused" || !forgetTypedSecrets(env)) {
      throw explained;
    }
    throw new TunelabError(explained.message, {
      code: "key_refused",
      hint: say("lab.keyForgottenHint"),
      cause: error,
    });
  }
}
