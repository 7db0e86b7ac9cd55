import { type DisplayBundle, type DisplayOptions, type DisplaySink } from "../../src/core/index.js";

/** One call of {@link DisplaySink.display}. */
export interface RecordedDisplay {
  readonly bundle: DisplayBundle;
  readonly options: DisplayOptions;
}

/** A sink that keeps what it is shown, and can be interrupted. */
export interface RecordingSink extends DisplaySink {
  readonly shown: RecordedDisplay[];
  interrupt(): void;
}

export function recordingSink(): RecordingSink {
  const controller = new AbortController();
  const shown: RecordedDisplay[] = [];
  return {
    shown,
    display: (bundle, options = {}) => void shown.push({ bundle, options }),
    clearOutput: () => undefined,
    capture: (_listener, run) => run(),
    canAsk: false,
    ask: () => Promise.reject(new Error("nobody is there")),
    interruptSignal: controller.signal,
    interrupt: () => controller.abort(),
  };
}
