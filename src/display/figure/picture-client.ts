import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { TunelabError, findProjectRoot } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { type PictureReply, type PictureRequest } from "./picture/picture-worker.js";
import { type RenderedPicture } from "./picture/render-picture.js";
import { type NormalSpec } from "./plotly-spec.js";

/** A figure as a picture. */
export interface Picture {
  /** PNG as base64, two pixels for each CSS pixel. */
  readonly png: string;
  /** In CSS pixels. */
  readonly width: number;
  /** In CSS pixels. */
  readonly height: number;
  /** What the picture leaves out, if anything. */
  readonly note?: string;
}

const DEADLINE_MS = 60_000;
const IDLE_MS = 120_000;

interface Waiting {
  readonly resolve: (picture: RenderedPicture) => void;
  readonly reject: (error: Error) => void;
}

/** The error of a figure that cannot be drawn, with the reason. */
export const notDrawn = (reason: string): TunelabError =>
  new TunelabError(say("figure.notDrawn", { reason }), {
    code: "figure_not_drawn",
    hint: say("figure.notDrawnHint"),
  });

/** One worker thread that draws; started by the first figure, ended after two minutes without one. */
class PictureWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;
  #ended = false;

  constructor() {
    this.#worker = new Worker(join(findProjectRoot(), "dist", "display", "figure", "picture", "picture-worker.js"), {
      // jsdom and Plotly write warnings that mean nothing to a learner.
      stdout: true,
      stderr: true,
      execArgv: [],
    });
    this.#worker.on("message", (reply: PictureReply) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#end(`its thread failed (${error.message})`));
    this.#worker.on("exit", () => this.#end("its thread ended"));
    this.#worker.unref();
  }

  get ended(): boolean {
    return this.#ended;
  }

  draw(spec: NormalSpec, deadlineMs: number): Promise<RenderedPicture> {
    clearTimeout(this.#idle);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => this.#end(say("figure.tooSlow", { seconds: String(deadlineMs / 1000) })),
        deadlineMs,
      );
      const done = (): void => clearTimeout(deadline);
      this.#waiting.set(id, {
        resolve: (picture) => (done(), resolve(picture)),
        reject: (error) => (done(), reject(error)),
      });
      // Keeps the process alive while somebody waits, and only then.
      this.#worker.ref();
      this.#worker.postMessage({ id, spec: JSON.parse(JSON.stringify(spec)) as NormalSpec } satisfies PictureRequest);
    });
  }

  #settle(reply: PictureReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("picture" in reply) waiting?.resolve(reply.picture);
    else waiting?.reject(notDrawn(reply.error));
    if (this.#waiting.size > 0) return;
    this.#worker.unref();
    this.#idle = setTimeout(() => this.#end("its thread was idle"), IDLE_MS);
    this.#idle.unref();
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#idle);
    for (const { reject } of this.#waiting.values()) reject(notDrawn(reason));
    this.#waiting.clear();
    void this.#worker.terminate();
  }
}

let current: PictureWorker | undefined;

/**
 * Draws a figure as PNG in a worker thread, which the first call starts (about a second).
 *
 * Throws `figure_not_drawn` with Plotly's reason, or after a minute.
 *
 * @example
 * const { png, width, height } = await drawPicture(normalizeSpec({ data: [{ y: [1, 2] }] }));
 */
export async function drawPicture(
  spec: NormalSpec,
  { deadlineMs = DEADLINE_MS }: { readonly deadlineMs?: number } = {},
): Promise<Picture> {
  if (current === undefined || current.ended) current = new PictureWorker();
  const { png, ...rest } = await current.draw(spec, deadlineMs);
  return { ...rest, png: Buffer.from(png).toString("base64") };
}
