import type { DisplayBundle, DisplayOptions, DisplaySink, OutputListener } from "../../src/core/index.js";

/** A display sink that remembers what it was shown and answers questions from a list. */
export class FakeSink implements DisplaySink {
  readonly shown: { readonly bundle: DisplayBundle; readonly options: DisplayOptions }[] = [];
  readonly asked: { readonly prompt: string; readonly secret: boolean }[] = [];
  readonly interruption = new AbortController();

  constructor(
    private readonly answers: string[] = [],
    readonly canAsk = answers.length > 0,
  ) {}

  get interruptSignal(): AbortSignal {
    return this.interruption.signal;
  }

  display(bundle: DisplayBundle, options: DisplayOptions = {}): void {
    this.shown.push({ bundle, options });
  }

  clearOutput(): void {
    this.shown.length = 0;
  }

  capture<T>(_listener: OutputListener, run: () => T): T {
    return run();
  }

  async ask(prompt: string, options: { readonly secret?: boolean } = {}): Promise<string> {
    this.asked.push({ prompt, secret: options.secret === true });
    return this.answers.shift() ?? "";
  }

  /** Everything that is on the screen as text: the last state of each display. */
  get text(): string {
    const states = new Map<string, string>();
    this.shown.forEach(({ bundle, options }, index) => {
      states.set(options.displayId ?? String(index), String(bundle.data["text/plain"] ?? ""));
    });
    return [...states.values()].join("\n");
  }
}
