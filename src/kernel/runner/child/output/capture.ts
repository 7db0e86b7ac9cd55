import type { OutputListener } from "../../../../core/essentials/index.js";
import { TextJoiner } from "./text-joiner.js";

/** Brings what a captured function shows to its listener; text as whole characters. */
export class Capture {
  readonly listener: OutputListener;
  readonly #joiners: Readonly<Record<"stdout" | "stderr", TextJoiner>>;

  constructor(listener: OutputListener) {
    this.listener = listener;
    this.#joiners = {
      stdout: new TextJoiner((_cell, text) => listener.stream("stdout", text)),
      stderr: new TextJoiner((_cell, text) => listener.stream("stderr", text)),
    };
  }

  write(name: "stdout" | "stderr", chunk: string | Uint8Array, encoding: BufferEncoding): void {
    this.#joiners[name].push(0, chunk, encoding);
  }
}
