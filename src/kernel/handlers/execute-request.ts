import type { AsyncCompiler } from "../compiler/thread/index.js";
import { translateMagics } from "../magics/index.js";
import type { CellOutcome, ErrorReport, Executable, RunRequest } from "../runner/index.js";
import type { History } from "../session/history.js";
import { asTyped } from "../session/as-typed.js";
import type { CellParents } from "../session/output/index.js";
import { type Request, booleanField, textField } from "../session/request.js";
import { diagnosticsReport } from "./diagnostics-report.js";
import { say } from "../../texts/kernel/index.js";

/** What {@link ExecuteHandler} needs of the session. */
export interface ExecuteHandlerOptions {
  readonly compiler: AsyncCompiler;
  readonly history: History;
  readonly parents: CellParents;
  /** The notebook's folder. */
  readonly directory: string;
  readonly publish: (type: string, content: Record<string, unknown>, request: Request) => void;
  /** Takes secrets out of a text. */
  readonly clean: (text: string) => string;
  readonly run: (request: RunRequest) => Promise<CellOutcome>;
  /** Called when the cells before the next one shall be aborted. */
  readonly onStop: () => void;
}

type Prepared =
  | { readonly ok: true; readonly executable: Executable; readonly expressions: RunRequest["expressions"] }
  | { readonly ok: false; readonly error: ErrorReport };

/** Answers `execute_request`: takes the magics out, checks and compiles, runs, publishes, replies. */
export class ExecuteHandler {
  readonly #options: ExecuteHandlerOptions;
  #count = 0;
  /** What the reply asks of the front end. */
  #payload: Readonly<Record<string, unknown>>[] = [];
  /** Interrupts the cell that is being handled until it is in the runner's hands. */
  #interruption = new AbortController();

  constructor(options: ExecuteHandlerOptions) {
    this.#options = options;
  }

  /**
   * Gives a cell to the compiler; what is given back publishes, runs the cell, and resolves with the content of its reply.
   * The compiler takes longest before a cell runs, so that it works while the front end is told.
   */
  begin(request: Request): () => Promise<Record<string, unknown>> {
    const { content } = request.message;
    const code = textField(content, "code");
    if (code === undefined) return async () => this.#fail(missingCode(content.code));
    const silent = booleanField(content, "silent", false);
    const isBlank = code.trim() === "";
    const counts = !silent && booleanField(content, "store_history", true) && !isBlank;
    if (counts) this.#options.history.add(++this.#count, code);
    this.#payload = [];
    this.#interruption = new AbortController();
    const isNothing = isBlank && Object.keys(userExpressions(content)).length === 0;
    const executed = isNothing ? Promise.resolve(NOTHING) : this.#execute(request, code, silent);
    return async () => {
      if (!silent) this.#publish("execute_input", { code, execution_count: this.#count }, request);
      return this.#finish(request, await executed, { silent, counts });
    };
  }

  #finish(
    request: Request,
    outcome: CellOutcome,
    { silent, counts }: { readonly silent: boolean; readonly counts: boolean },
  ): Record<string, unknown> {
    const { content } = request.message;
    if (outcome.status === "error") {
      const { ename, evalue, traceback } = outcome;
      if (!silent) this.#publish("error", { ename, evalue, traceback }, request);
      if (!silent && booleanField(content, "stop_on_error", true)) this.#options.onStop();
      return this.#fail({ ename, evalue, traceback });
    }
    if (outcome.result !== undefined && !silent) {
      const { data, metadata = {} } = outcome.result;
      this.#publish("execute_result", { execution_count: this.#count, data, metadata }, request);
      const text = this.#options.clean(String(data["text/plain"] ?? ""));
      if (counts) this.#options.history.setOutput(this.#count, text);
    }
    return {
      status: "ok",
      execution_count: this.#count,
      payload: this.#payload,
      user_expressions: Object.fromEntries(
        Object.entries(outcome.expressions).map(([name, value]) => [
          name,
          value.status === "ok" ? { ...value, metadata: value.metadata ?? {} } : value,
        ]),
      ),
    };
  }

  /** Adds a text for the pager to the reply of the running cell. */
  addPage(data: Readonly<Record<string, unknown>>): void {
    this.#payload.push({ source: "page", data, start: 0 });
  }

  /** Asks the front end to put a text in the place of the running cell's. */
  replaceCell(text: string): void {
    this.#payload.push({ source: "set_next_input", text, replace: true });
  }

  /** Keeps a cell that is still being compiled from running. */
  interrupt(): void {
    this.#interruption.abort();
  }

  async #execute(request: Request, code: string, silent: boolean): Promise<CellOutcome> {
    const { content } = request.message;
    const label = silent || this.#count === 0 ? "Silent cell" : `Cell ${this.#count}`;
    const { signal } = this.#interruption;
    // The compiler cannot be stopped, but nobody has to wait for it: the first import of a large package takes seconds.
    const prepared = await Promise.race([
      this.#prepare(label, code, userExpressions(content), signal),
      aborted(signal),
    ]);
    if (prepared === undefined || signal.aborted) return interruptedOutcome();
    if (!prepared.ok) return { status: "error", ...prepared.error };
    return this.#options.run({
      type: "run",
      cell: this.#options.parents.add({ request, silent }),
      executable: prepared.executable,
      expressions: prepared.expressions,
      directory: this.#options.directory,
      canAsk: booleanField(content, "allow_stdin", true),
    });
  }

  /** Checks and compiles a cell and its expressions; undefined when it was interrupted before anything was declared. */
  async #prepare(
    label: string,
    source: string,
    expressions: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Prepared | undefined> {
    const translated = translateMagics(source);
    if (!translated.ok) return { ok: false, error: magicError(label, translated.message, translated.line) };
    const { compiler, directory } = this.#options;
    try {
      const outcome = await compiler.call("compile", { label, code: translated.code, directory });
      if (!outcome.ok) {
        const diagnostics = asTyped(outcome.diagnostics, source, translated.code);
        return { ok: false, error: diagnosticsReport(label, diagnostics) };
      }
      if (signal.aborted) return undefined;
      // Whatever asks next is answered after it: the cell need not wait. What fails there fails what asks next, too.
      compiler.call("commit").catch(() => undefined);
      const compiled = [];
      for (const [name, code] of Object.entries(expressions)) {
        compiled.push({ name, outcome: await this.#compileExpression(name, code) });
      }
      const { javascript, sourceMap, declares } = outcome.cell;
      return { ok: true, executable: { javascript, sourceMap, label, source, declares }, expressions: compiled };
    } catch (error) {
      return { ok: false, error: { ename: "CompilerError", evalue: messageOf(error), traceback: [messageOf(error)] } };
    }
  }

  async #compileExpression(name: string, code: string): Promise<Executable | ErrorReport> {
    const { compiler, directory } = this.#options;
    const label = `Expression ${name}`;
    const outcome = await compiler.call("compile", { label, code, directory });
    if (!outcome.ok) return diagnosticsReport(label, outcome.diagnostics);
    const { javascript, sourceMap } = outcome.cell;
    return { javascript, sourceMap, label, source: code, declares: [] };
  }

  #publish(type: string, content: Record<string, unknown>, request: Request): void {
    this.#options.publish(type, content, request);
  }

  #fail(error: ErrorReport): Record<string, unknown> {
    return { status: "error", execution_count: this.#count, ...error, payload: [], user_expressions: {} };
  }
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true }));

const NOTHING: CellOutcome = { status: "ok", expressions: {} };

function interruptedOutcome(): CellOutcome {
  const evalue = say("kernel.interruptedBefore");
  return {
    status: "error",
    interrupted: true,
    ename: "Interrupted",
    evalue,
    traceback: [`\u001b[31mInterrupted\u001b[39m: ${evalue}`],
  };
}

function userExpressions({ user_expressions: given }: Record<string, unknown>): Readonly<Record<string, string>> {
  if (typeof given !== "object" || given === null) return {};
  return Object.fromEntries(Object.entries(given).map(([name, code]) => [name, String(code)]));
}

function missingCode(given: unknown): ErrorReport {
  const evalue = `An execute_request must have a text "code", got ${given === undefined ? "none" : JSON.stringify(given)}.`;
  return { ename: "InvalidRequest", evalue, traceback: [evalue] };
}

function magicError(label: string, message: string, line: number): ErrorReport {
  return {
    ename: "MagicError",
    evalue: `${message} (${label}:${line}:1)`,
    traceback: [`\u001b[31mMagicError\u001b[39m: ${message}`, `    at ${label}:${line}:1`],
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
