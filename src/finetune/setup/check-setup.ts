import { JUPYTER_DISPLAY, labelled, portalPageOf, TunelabError, type MimeData } from "../../core/index.js";
import { connect, explainProviderError, type Connection, type ConnectOptions } from "../../client/index.js";
import { askWhoAnswers } from "../../models/index.js";
import { findWorkspace, sqlEngine } from "../../datasets/index.js";
import { table, type Table } from "../../display/index.js";
import { say } from "../../texts/index.js";
import { describeTrainable } from "../../tokens/index.js";
import { ManagementClient } from "../deployments/management.js";

/** What a lab needs to have been set up. */
export type SetupPart = "chat" | "fine-tuning" | "deployments" | "databricks";

/** Options of {@link checkSetup}. */
export interface CheckSetupOptions extends ConnectOptions {
  /** What to look at. @default ["chat", "fine-tuning", "deployments"] */
  readonly parts?: readonly SetupPart[];
  /** Milliseconds, to tell how long a token is still good. @default Date.now */
  readonly now?: () => number;
}

/** One thing that was looked at. */
export interface SetupStep {
  readonly step: string;
  readonly works: boolean;
  /** What was done to find out, so that nobody takes it for more than it is. */
  readonly tried: string;
  /** What was found, or what the provider said. */
  readonly found: string;
  /** What to do about it; empty where it works. */
  readonly next: string;
  /** Page of the portal that shows it. */
  readonly page?: string;
}

/** What works of the things that were set up, and what to do about the rest. */
export class SetupReport {
  constructor(
    readonly provider: Connection["provider"],
    readonly steps: readonly SetupStep[],
  ) {}

  /** Whether everything works. */
  get ready(): boolean {
    return this.steps.every(({ works }) => works);
  }

  get table(): Table {
    const { provider } = this;
    const where = provider === "embedded" ? say("setup.here") : say("setup.at", { provider });
    const failed = this.steps.filter(({ works }) => !works).length;
    const rows = this.steps.map(({ step, works, tried, found, next }) => ({
      [say("setup.step")]: step,
      [say("setup.works")]: works ? "✓" : "✗",
      [say("setup.tried")]: tried,
      [say("setup.found")]: found,
      [say("setup.next")]: next,
    }));
    return table(rows, {
      types: false,
      cellLinks: { [say("setup.step")]: (_, row) => this.steps[row]?.page },
      caption: labelled(
        where,
        failed === 0 ? say("setup.allWorks") : say("setup.toMend", { failed, total: rows.length }),
      ),
    });
  }

  toString(): string {
    return this.table.toString();
  }

  [JUPYTER_DISPLAY](): MimeData {
    return this.table.toBundle().data;
  }
}

/**
 * Tries what a lab needs to have been set up, step by step: key and endpoint, the base deployment, the right to
 * fine-tune and the model for it, the token for deployments, the Databricks warehouse.
 *
 * Nothing is made or changed; the base deployment is asked for one token. A step that fails says what to do and ends
 * nothing. With no provider set, the embedded service is tried in the same way. Throws what `connect` throws where the
 * settings do not say whom to ask.
 *
 * @example
 * (await checkSetup({ parts: ["chat", "databricks"] })).ready; // true
 */
export async function checkSetup(options: CheckSetupOptions = {}): Promise<SetupReport> {
  const { parts = ["chat", "fine-tuning", "deployments"], env = process.env, now = Date.now } = options;
  const connection = await connect(options);
  const steps: SetupStep[] = [];
  const attempt = async (step: string, tried: string, action: () => Promise<string>, page?: string): Promise<void> => {
    const shown = page === undefined ? {} : { page };
    try {
      steps.push({ step, works: true, tried, found: await action(), next: "", ...shown });
    } catch (error) {
      const explained = explainProviderError(error, step, env);
      const next = TunelabError.isInstance(explained) ? (explained.hint ?? "") : "";
      steps.push({ step, works: false, tried, found: explained.message, next, ...shown });
    }
  };
  const { client, deployment } = connection;
  if (parts.includes("chat")) {
    await attempt(say("setup.key"), say("setup.keyTried"), async () =>
      say("setup.keyFound", { n: (await client.models.list()).data.length }),
    );
    const page = portalPageOf(client.baseURL, "deployment", deployment);
    await attempt(
      say("setup.deployment", { name: deployment }),
      say("setup.deploymentTried"),
      async () => say("setup.deploymentFound", { model: await askWhoAnswers(client, deployment) }),
      page,
    );
  }
  if (parts.includes("fine-tuning")) {
    const { provider } = connection;
    const tried = say(provider === "embedded" ? "setup.jobsHere" : "setup.jobsTried");
    await attempt(say("setup.jobs"), tried, async () => {
      const { data } = await client.fineTuning.jobs.list({ limit: 1 });
      return say(data.length === 0 ? "setup.jobsNone" : "setup.jobsFound");
    });
    const today = new Date(now()).toISOString().slice(0, 10);
    const who = provider === "embedded" ? "" : ` ${describeTrainable(provider, { today })}`;
    await attempt(say("setup.model"), say("setup.modelTried"), async () => `${await findTunable(connection)}.${who}`);
  }
  if (parts.includes("deployments") && connection.provider !== "openai") {
    await attempt(say("setup.token"), say("setup.tokenTried"), async () => {
      const management = await ManagementClient.open({ env, ...(options.fetch ? { fetch: options.fetch } : {}) });
      return `${say("setup.tokenFound", { n: (await management.list()).length })}${describeExpiry(env["TEMP_AUTH_TOKEN"], now())}`;
    });
  }
  if (parts.includes("databricks")) {
    await attempt(say("setup.sql"), say("setup.sqlTried"), async () => {
      await sqlEngine.query("SELECT 1 AS answer");
      const workspace = findWorkspace();
      return workspace === undefined
        ? say("setup.sqlHere")
        : say("setup.sqlFound", { host: new URL(workspace.host).host });
    });
  }
  return new SetupReport(connection.provider, steps);
}

/** A model as Azure lists it; OpenAI's list does not say what can be tuned. */
interface ListedModel {
  readonly id: string;
  readonly capabilities?: { readonly fine_tune?: boolean };
}

async function findTunable({ client, baseModel }: Connection): Promise<string> {
  const listed = (await client.models.list()).data as readonly ListedModel[];
  const model = listed.find(({ id }) => id === baseModel);
  if (model !== undefined && model.capabilities?.fine_tune !== false)
    return say("setup.modelFound", { model: baseModel });
  const tunable = listed.filter(({ capabilities }) => capabilities?.fine_tune === true).map(({ id }) => id);
  throw new TunelabError(say(model === undefined ? "setup.modelMissing" : "setup.modelClosed", { model: baseModel }), {
    code: "model_not_tunable",
    hint:
      tunable.length === 0
        ? say("setup.noneTunable")
        : say("setup.tunable", { models: tunable.slice(0, 6).join(", ") }),
  });
}

/** Azure's tokens say themselves until when they are good; others say nothing. */
function describeExpiry(token: string | undefined, now: number): string {
  try {
    const [, payload = ""] = (token ?? "").split(".");
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { exp?: number };
    return typeof exp === "number"
      ? say("setup.tokenExpiry", { n: Math.max(0, Math.floor((exp * 1000 - now) / 60_000)) })
      : "";
  } catch {
    return "";
  }
}
