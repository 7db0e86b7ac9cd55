import type { CommHost } from "../core/index.js";
import type { SplitState } from "./binary-state.js";
import { shownWidgets } from "./shown-widgets.js";

/** A widget that can say its whole state to a page that was loaded again. */
export interface LiveWidget {
  snapshot(): SplitState & { readonly model: Readonly<Record<string, unknown>> };
}

/** The widgets that are open in this kernel, by their id. */
export const liveWidgets = new Map<string, LiveWidget>();

let watched: CommHost | undefined;

/** Answers pages that were loaded again: they ask at once for the state of all widgets. */
export function watchReloads(host: CommHost): void {
  if (watched === host) return;
  watched = host;
  host.registerTarget("jupyter.widget.control", (comm) => {
    comm.onMessage(({ data }) => {
      if (data["method"] !== "request_states") return;
      const states: Record<string, unknown> = {};
      const paths: (readonly (string | number)[])[] = [];
      const buffers: Uint8Array[] = [];
      for (const [id, widget] of liveWidgets) {
        const { model, state, paths: own, buffers: bytes } = widget.snapshot();
        states[id] = { ...model, state };
        paths.push(...own.map((path) => [id, "state", ...path]));
        buffers.push(...bytes);
      }
      comm.send({ method: "update_states", states, buffer_paths: paths }, { buffers });
      shownWidgets.pageLoaded();
    });
  });
}
