import type { Content, JupyterClient, Received } from "./jupyter-client.js";

/** A front end's debugger, as JupyterLab's: requests on the control channel, events on iopub. */
export class DebugClient {
  readonly #client: JupyterClient;
  #seq = 0;
  #seen = 0;

  constructor(client: JupyterClient) {
    this.#client = client;
  }

  /** Sends a request and resolves with the whole response. */
  async ask(command: string, args: Content = {}): Promise<Content> {
    const content = { type: "request", seq: ++this.#seq, command, arguments: args };
    const { content: response } = await this.#client.request("debug_request", content, "control");
    if (response.request_seq !== this.#seq && response.command !== command) throw new Error("another's response");
    return response;
  }

  /** Sends a request that must succeed, and resolves with the body of its response. */
  async request(command: string, args: Content = {}): Promise<Content> {
    const { success, message, body } = await this.ask(command, args);
    if (success !== true) throw new Error(`${command}: ${message}`);
    return body as Content;
  }

  /** Turns the debugger on as JupyterLab does. */
  async start(filters: readonly string[] = []): Promise<void> {
    await this.request("initialize", { clientID: "jupyterlab", adapterID: "", linesStartAt1: true });
    await this.request("attach");
    await this.request("setExceptionBreakpoints", { filters });
  }

  /** Sets breakpoints in a cell; resolves with the lines that they have. */
  async setBreakpoints(code: string, lines: readonly (number | Content)[]): Promise<number[]> {
    const { sourcePath } = await this.request("dumpCell", { code });
    const breakpoints = lines.map((line) => (typeof line === "number" ? { line } : line));
    const body = await this.request("setBreakpoints", {
      source: { path: sourcePath },
      breakpoints,
      sourceModified: false,
    });
    return (body.breakpoints as { line: number }[]).map(({ line }) => line);
  }

  /** The next event on iopub of a kind, from where the last was found. */
  async event(kind: string): Promise<Content> {
    const { iopub } = this.#client;
    const found = await this.#client.until(
      () => {
        const at = iopub.findIndex((message, index) => index >= this.#seen && isEvent(message, kind));
        return at < 0 ? undefined : { at };
      },
      30_000,
      `debug_event ${kind}`,
    );
    this.#seen = found.at + 1;
    return iopub[found.at]!.content.body as Content;
  }

  /** Waits until the cells stand still, and says where: `"f:2 < Cell 3:1"`. */
  async stopped(): Promise<string> {
    await this.event("stopped");
    return this.place();
  }

  async place(): Promise<string> {
    return (await this.frames()).map(({ name, line }) => `${name}:${line}`).join(" < ");
  }

  async frames(): Promise<Content[]> {
    return (await this.request("stackTrace", { threadId: 1 })).stackFrames as Content[];
  }

  /** Variables of a frame by scope, each as `name: value`. */
  async scopes(frame = 0): Promise<Record<string, string[]>> {
    const { id } = (await this.frames())[frame]!;
    const { scopes } = await this.request("scopes", { frameId: id });
    const found: Record<string, string[]> = {};
    for (const { name, variablesReference } of scopes as Content[]) {
      found[name as string] = (await this.variables(variablesReference as number)).map(
        (one) => `${one.name}: ${one.value}`,
      );
    }
    return found;
  }

  async variables(variablesReference: number): Promise<Content[]> {
    return (await this.request("variables", { variablesReference })).variables as Content[];
  }

  /** A step or `continue`, and where it stops. */
  async go(command: "next" | "stepIn" | "stepOut" | "continue"): Promise<string> {
    await this.request(command, { threadId: 1 });
    return this.stopped();
  }
}

const isEvent = ({ type, content }: Received, kind: string): boolean =>
  type === "debug_event" && content.event === kind;
