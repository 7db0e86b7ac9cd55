import { setTimeout as sleep } from "node:timers/promises";
import type { OpenAI } from "openai";
import {
  escapeHtml,
  getDisplaySink,
  JUPYTER_DISPLAY,
  linkHtml,
  portalRoute,
  TunelabError,
  type DisplaySink,
  type MimeData,
  isLoopback,
  isPassingStatus,
  tellInterrupt,
  timerMs,
} from "../../core/index.js";
import { connect, explainProviderError, MadeThings, withRequestSignal } from "../../client/index.js";
import { askWhoAnswers } from "../../models/index.js";
import { display, formatDuration, type DisplayHandle } from "../../display/index.js";
import { formatNumber, say } from "../../texts/index.js";
import { MODEL_CATALOG } from "../../tokens/index.js";
import { ManagementClient, type DeploymentBody, type ManagementOptions } from "./management.js";
import { showPortalPage } from "../show-portal-page.js";

/** Options of {@link deployModel}. */
export interface DeployModelOptions extends ManagementOptions {
  /** Name of the tuned model or of a checkpoint. */
  readonly model: string;
  /** Name that calls will use. */
  readonly name: string;
  /** Standard, GlobalStandard, DeveloperTier, …; case does not matter. @default "standard", as the labs have it */
  readonly sku?: string;
  /** Thousands of tokens a minute. @default 1 */
  readonly capacity?: number;
  /** @default "1", the version of every tuned model */
  readonly version?: string;
  /** @default "OpenAI" */
  readonly format?: string;
  /** Client that the deployment is tried with. @default the provider's of the settings */
  readonly client?: OpenAI;
  /** How long to wait until it answers, in milliseconds. @default 1800000 */
  readonly deadlineMs?: number;
  /** Between two looks, in milliseconds. @default 500 on this machine, 5000 elsewhere */
  readonly intervalMs?: number;
  /** Stops waiting; the deployment goes on. @default the interrupt of the cell */
  readonly signal?: AbortSignal;
  readonly sink?: DisplaySink;
  /** Milliseconds. @default Date.now */
  readonly now?: () => number;
  readonly made?: MadeThings;
}

/** A deployment that answers. */
export class Deployment {
  constructor(
    readonly name: string,
    readonly model: string,
    readonly sku: string,
    /** Thousands of tokens a minute. */
    readonly capacity: number,
    /** Name of the model that answered the first call. */
    readonly answeredBy: string,
    /** From the first call to the first answer, in milliseconds. */
    readonly elapsedMs: number,
    /** The playground with it, in the portal of the embedded service. */
    readonly page?: string,
  ) {}

  toString(): string {
    const { answeredBy: model, capacity, name, sku } = this;
    return say("deployments.answers", { name, sku, capacity, model, time: formatDuration(this.elapsedMs) });
  }

  [JUPYTER_DISPLAY](): MimeData {
    const text = this.toString();
    if (this.page === undefined) return { "text/plain": text };
    const link = linkHtml(this.page, say("deployments.playground"));
    return { "text/html": `<p>${escapeHtml(text)} · ${link}</p>`, "text/plain": text };
  }
}

const FAILED = ["failed", "canceled", "disabled"];

/**
 * Deploys a tuned model with the labs' PUT and waits until it really answers: Azure says Succeeded before it does.
 *
 * Shows one updating line, then what forgetting the deployment would cost. Throws with what to do for quota, SKU, role
 * and token errors, `deployment_failed`, and `deploy_stopped` when interrupted or past the deadline. An interrupted cell never
 * gets that error, so that the same words are shown in its output.
 *
 * @example
 * const deployment = await deployModel({ model: fineTunedModel, name: "gpt-4o-ft" });
 */
export async function deployModel(options: DeployModelOptions): Promise<Deployment> {
  const { model, name, sku = "standard", capacity = 1, version = "1", format = "OpenAI", now = Date.now } = options;
  const { sink = getDisplaySink(), deadlineMs = 1_800_000, made = new MadeThings() } = options;
  const signal = options.signal ?? sink?.interruptSignal;
  checkName(name);
  const management = await ManagementClient.open(options);
  const client = options.client ?? (await connect({ env: options.env })).client;
  const interval = options.intervalMs ?? (isLoopback(client.baseURL) ? 500 : 5_000);
  const start = now();
  const line = new StatusLine(name, sink, () => now() - start);
  const stop = (what: string, cause?: unknown): TunelabError =>
    new TunelabError(say("deployments.stopped", { what, name }), {
      code: "deploy_stopped",
      hint: say("deployments.stoppedHint"),
      cause,
    });
  const deploy = async (): Promise<Deployment> => {
    await line.show(say("deployments.asking"));
    await management.put(
      name,
      { sku: { name: sku, capacity }, properties: { model: { format, name: model, version } } },
      signal,
    );
    await made.add({ kind: "deployment", id: name, endpoint: client.baseURL });
    for (;;) {
      const state = stateOf(await management.get(name, signal));
      if (FAILED.includes(state.toLowerCase())) throw deploymentFailed(name, model, state);
      if (state.toLowerCase() === "succeeded") {
        const answeredBy = await tryDeployment(client, name, signal);
        if (answeredBy !== undefined) {
          const elapsed = now() - start;
          await line.show(say("deployments.ready", { hosting: hostingNotice(client.baseURL, sku) }));
          const chat = portalRoute("deployment", name);
          const page = await showPortalPage(client, chat, say("deployments.playgroundOf", { name }), sink);
          return new Deployment(name, model, sku, capacity, answeredBy, elapsed, page);
        }
        await line.show(say("deployments.notYet"));
      } else {
        await line.show(state);
      }
      if (now() - start > deadlineMs) throw stop(say("jobs.deadline", { time: formatDuration(deadlineMs) }));
      await sleep(timerMs(interval), undefined, { signal });
    }
  };
  const interrupted = (cause?: unknown): TunelabError => stop(say("deployments.interrupted"), cause);
  try {
    return await tellInterrupt(sink, interrupted, deploy);
  } catch (error) {
    throw signal?.aborted === true ? interrupted(error) : error;
  }
}

function checkName(name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9]$/.test(name)) return;
  throw new TunelabError(say("deployments.badName", { name }), {
    code: "invalid_option",
    hint: say("deployments.badNameHint"),
  });
}

function stateOf(body: DeploymentBody | undefined): string {
  // Right after the PUT the management plane may not know the deployment yet.
  return body?.properties.provisioningState ?? "Accepted";
}

function deploymentFailed(name: string, model: string, state: string): TunelabError {
  return new TunelabError(say("deployments.failed", { name, model, state }), {
    code: "deployment_failed",
    hint: say("deployments.failedHint"),
  });
}

/** Asks for one token; `undefined` while the deployment is not there yet. */
async function tryDeployment(
  client: OpenAI,
  name: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    return await withRequestSignal(signal, (request) =>
      askWhoAnswers(client, name, { maxRetries: 0, timeoutMs: 60_000, signal: request }),
    );
  } catch (error) {
    const { status } = error as { status?: number };
    if (status !== undefined && (status === 404 || isPassingStatus(status))) return undefined;
    throw explainProviderError(error, say("client.trying", { name }));
  }
}

function hostingNotice(baseUrl: string, sku: string): string {
  if (isLoopback(baseUrl)) return say("deployments.free");
  const kind = /developer/i.test(sku) ? "DeveloperTier" : "Standard";
  const price = MODEL_CATALOG.hostingPerHour[kind];
  return kind === "DeveloperTier"
    ? say("deployments.developer")
    : say("deployments.hosting", {
        hour: formatNumber(price, { fixed: 2 }),
        month: formatNumber(price * 730, { fixed: 0 }),
      });
}

/** One line in one display; outside a notebook each new state is printed once. */
class StatusLine {
  #handle: DisplayHandle | undefined;
  #last = "";
  readonly #name: string;
  readonly #sink: DisplaySink | undefined;
  readonly #elapsed: () => number;

  constructor(name: string, sink: DisplaySink | undefined, elapsed: () => number) {
    this.#name = name;
    this.#sink = sink;
    this.#elapsed = elapsed;
  }

  async show(state: string): Promise<void> {
    const text = say("deployments.line", { name: this.#name, time: formatDuration(this.#elapsed()), state });
    if (this.#sink === undefined) {
      if (state !== this.#last) process.stdout.write(`${text}\n`);
    } else if (this.#handle === undefined) this.#handle = await display(text, { sink: this.#sink });
    else await this.#handle.update(text);
    this.#last = state;
  }
}
