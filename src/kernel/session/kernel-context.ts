import type { AsyncCompiler } from "../compiler/thread/index.js";
import type { CommTable } from "./comm-table.js";
import type { EditorHelp } from "./editor-help.js";
import type { History } from "./history.js";
import type { Request } from "./request.js";
import type { KernelVersions } from "./versions.js";

/** What the handlers of requests may use. */
export interface KernelContext {
  readonly compiler: AsyncCompiler;
  readonly history: History;
  readonly versions: KernelVersions;
  /** The notebook's folder. */
  readonly directory: string;
  /** The folder in which cells read and write files: the notebook's until one changes it. */
  workingFolder(): string;
  /** Interrupts the running cell. */
  interrupt(): void;
  /** Answers a request of the debugger. */
  debug(content: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** The comms between front ends and cells. */
  readonly comms: CommTable;
  /** What an editor asks about cells that are being typed. */
  readonly editor: EditorHelp;
  /** Ends the cell runner; the kernel process ends after the reply. */
  shutdown(): Promise<void>;
  /** Publishes a message that belongs to a request. */
  publish(type: string, content: Record<string, unknown>, request: Request): void;
}

/** Answers one type of request with the content of its reply; `undefined` for messages that have none. */
export type Handler = (
  context: KernelContext,
  request: Request,
) => Record<string, unknown> | undefined | Promise<Record<string, unknown> | undefined>;
