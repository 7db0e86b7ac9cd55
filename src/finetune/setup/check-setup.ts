import { JUPYTER_DISPLAY, portalPageOf, TunelabError, type MimeData } from "../../core/index.js";
import { connect, explainProviderError, type Connection, type ConnectOptions } from "../../client/index.js";
import { askWhoAnswers } from "../../models/index.js";
import { findWorkspace, sqlEngine } from "../../datasets/index.js";
import { table, type Table } from "../../display/index.js";
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
    const where = this.provider === "embedded" ? "Nothing to set up on this machine" : `Set up at ${this.provider}`;
    const failed = this.steps.filter(({ works }) => !works).length;
    const rows = this.steps.map(({ step, works, found, next }) => ({ step, works: works ? "✓" : "✗", found, next }));
    return table(rows, {
      cellLinks: { step: (_, row) => this.steps[row]?.page },
      caption: `${where}: ${failed === 0 ? "everything works" : `${failed} of ${rows.length} to mend`}`,
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
  const attempt = async (step: string, action: () => Promise<string>, page?: string): Promise<void> => {
    const shown = page === undefined ? {} : { page };
    try {
      steps.push({ step, works: true, found: await action(), next: "", ...shown });
    } catch (error) {
      const explained = explainProviderError(error, step);
      const next = TunelabError.isInstance(explained) ? (explained.hint ?? "") : "";
      steps.push({ step, works: false, found: explained.message, next, ...shown });
    }
  };
  const { client, deployment } = connection;
  if (parts.includes("chat")) {
    await attempt("key and endpoint", async () => `${(await client.models.list()).data.length} models are listed`);
    const page = portalPageOf(client.baseURL, "deployment", deployment);
    await attempt(`deployment ${deployment}`, async () => `${await askWhoAnswers(client, deployment)} answers`, page);
  }
  if (parts.includes("fine-tuning")) {
    await attempt("the right to fine-tune", async () => {
      const { data } = await client.fineTuning.jobs.list({ limit: 1 });
      return data.length === 0 ? "jobs can be listed; there is none yet" : "jobs can be listed";
    });
    await attempt("the model to fine-tune", () => findTunable(connection));
  }
  if (parts.includes("deployments") && connection.provider !== "openai") {
    await attempt("the token for deployments", async () => {
      const management = await ManagementClient.open({ env, ...(options.fetch ? { fetch: options.fetch } : {}) });
      return `${(await management.list()).length} deployments are listed${describeExpiry(env["TEMP_AUTH_TOKEN"], now())}`;
    });
  }
  if (parts.includes("databricks")) {
    await attempt("SQL and volumes", async () => {
      await sqlEngine.query("SELECT 1 AS answer");
      const workspace = findWorkspace();
      return workspace === undefined ? "DuckDB answers, on this machine" : `${new URL(workspace.host).host} answers`;
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
  if (model !== undefined && model.capabilities?.fine_tune !== false) return `${baseModel} is listed`;
  const tunable = listed.filter(({ capabilities }) => capabilities?.fine_tune === true).map(({ id }) => id);
  throw new TunelabError(`${baseModel} ${model === undefined ? "is not listed" : "cannot be fine-tuned"} here.`, {
    code: "model_not_tunable",
    hint:
      tunable.length === 0
        ? "No model of this resource says that it can be tuned: another region may have one."
        : `Set TUNELAB_BASE_MODEL to one that can be: ${tunable.slice(0, 6).join(", ")}.`,
  });
}

/** Azure's tokens say themselves until when they are good; others say nothing. */
function describeExpiry(token: string | undefined, now: number): string {
  try {
    const [, payload = ""] = (token ?? "").split(".");
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { exp?: number };
    return typeof exp === "number"
      ? `; good for ${Math.max(0, Math.floor((exp * 1000 - now) / 60_000))} more minutes`
      : "";
  } catch {
    return "";
  }
}
