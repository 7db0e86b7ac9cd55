import type { KnownSecrets } from "../redaction/index.js";
import type { CallFrame, Inspector } from "./inspector.js";
import type { ShownFrame } from "./stops.js";
import type { DescribedValue, DescribedVariable } from "./value-reader.js";

/** A variable in the words of the Debug Adapter Protocol. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly evaluateName: string;
  readonly variablesReference: number;
}

/** A scope in the words of the Debug Adapter Protocol. */
export interface Scope {
  readonly name: string;
  readonly variablesReference: number;
  readonly expensive: false;
}

/** Characters of a value that are shown. */
const SHOWN = 500;

/** Names that only compiled code has. */
const COMPILED = /^\$(?:cell|pick|interop)_*$/;

/** What V8 calls the scopes that a person knows. */
const SCOPE_NAMES: Readonly<Record<string, string>> = {
  local: "Locals",
  block: "Block",
  catch: "Caught",
  closure: "Closure",
  module: "Module",
};

/** Shows scopes and values of the runner, without secrets and within bounds. */
export class Variables {
  readonly #inspector: () => Inspector;
  readonly #secrets: KnownSecrets;
  /** Code as typed, for references to scopes: other names than those in it were made by the compiler. */
  readonly #sources = new Map<number, string>();

  constructor(inspector: () => Inspector, secrets: KnownSecrets) {
    this.#inspector = inspector;
    this.#secrets = secrets;
  }

  /** Forgets what was asked for: references hold objects that may otherwise go. */
  async forget(): Promise<void> {
    this.#sources.clear();
    await this.#inspector().read("reader.forget()");
  }

  /** The scopes of a frame, the nearest first; at the top level of a cell, the notebook is. */
  async scopesOf({ frame, script }: ShownFrame): Promise<Scope[]> {
    const scopes: Scope[] = [];
    for (const { type, name, object } of frame.scopeChain) {
      const known = SCOPE_NAMES[type];
      if (known === undefined || (type === "module" && script.isCell)) continue;
      const self = type === "local" && hasSelf(frame) ? frame.this : undefined;
      const variablesReference = await this.#inspector().keepScope(object, self);
      this.#sources.set(variablesReference, script.source);
      if ((await this.parts(variablesReference)).length === 0) continue;
      scopes.push({
        name: type === "closure" && name ? `${known} ${name}` : known,
        variablesReference,
        expensive: false,
      });
    }
    const notebook: Scope = { name: "Notebook", variablesReference: await this.keepNotebook(), expensive: false };
    return frame.functionName === "" && script.isCell ? [notebook, ...scopes] : [...scopes, notebook];
  }

  keepNotebook(): Promise<number> {
    return this.#inspector().read<number>("reader.keepNotebook()");
  }

  /** The parts of what a reference stands for. */
  async parts(reference: number): Promise<Variable[]> {
    const parts = await this.#inspector().read<readonly DescribedVariable[]>(`reader.parts(${reference})`);
    const source = this.#sources.get(reference);
    const typed = source === undefined ? parts : parts.filter(({ name }) => isTyped(name, source));
    const privates = source === undefined ? await this.#inspector().privateParts(reference) : [];
    return [...typed, ...privates].map((part) => this.#toVariable(part));
  }

  /** A value in one line, without secrets. A name that says secret hides what it holds. */
  show({ text, length }: DescribedValue, name?: string): string {
    const prefix = name === undefined ? "" : `${name}: `;
    const clean = this.#secrets.clean(prefix + text).slice(prefix.length);
    if (clean.length <= SHOWN && (length ?? 0) <= SHOWN) return clean;
    const count = length === undefined ? "" : ` (${length.toLocaleString("en")} characters)`;
    return `${clean.slice(0, SHOWN)}…${count}`;
  }

  #toVariable(part: DescribedVariable): Variable {
    const { name, reference } = part;
    return { name, value: this.show(part, name), evaluateName: name, variablesReference: reference };
  }
}

/** Whether `this` of a frame is an object that a person made. */
const hasSelf = ({ this: self }: CallFrame): boolean => self.objectId !== undefined && self.className !== "global";

/** Whether a name of a scope was typed by the learner. */
function isTyped(name: string, source: string): boolean {
  return !COMPILED.test(name) && (name === "this" || source.includes(name));
}
