import { parentPort } from "node:worker_threads";
import { type NormalSpec } from "../plotly-spec.js";
import { renderPicture, type RenderedPicture } from "./render-picture.js";

/** What the worker is asked. */
export interface PictureRequest {
  readonly id: number;
  readonly spec: NormalSpec;
}

/** What the worker answers. */
export type PictureReply =
  { readonly id: number; readonly picture: RenderedPicture } | { readonly id: number; readonly error: string };

async function answer({ id, spec }: PictureRequest): Promise<PictureReply> {
  try {
    return { id, picture: await renderPicture(spec) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

let queue: Promise<void> = Promise.resolve();

parentPort?.on("message", (request: PictureRequest) => {
  // One at a time: Plotly measures with shared state.
  queue = queue.then(async () => parentPort?.postMessage(await answer(request)));
});
