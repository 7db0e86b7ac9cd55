import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TestKernel } from "./kernel-client.js";
import { type RunningProcess, processesWith } from "./processes.js";

const FILES: Readonly<Record<string, string>> = {
  "dog.ts": "export default class Dog {}\n",
  "broken.js": "export const a = ;\n",
  "local.ts": "export const here = 1;\n",
  "node_modules/plain/package.json": '{ "name": "plain", "version": "1.0.0", "main": "index.js" }\n',
  "node_modules/plain/index.js": "module.exports = {};\n",
  "node_modules/plain/part.js": "module.exports = () => 1;\n",
  "node_modules/plain/part.d.ts": "declare function part(): number;\nexport = part;\n",
};

/**
 * Five processes in three ways: by itself, through a shell with a pipe, and with one that is left in the background. By
 * `require`, as Node's own `import` fails where every object has a `then` that throws.
 */
const START = `const { exec: run, spawn: start } = require("node:child_process") as typeof import("node:child_process");
(globalThis as any).mend?.();
start("sleep", ["600"]); run("sleep 601 | cat"); start("sh", ["-c", "sleep 602 & sleep 603"]);
`;
const STARTED = 5;
const WAIT = "\nawait new Promise(() => {})";

/** A cell of every kind that was once a case of its own, each while processes run that it has started. */
export const BUSY_CELLS: readonly (readonly [name: string, code: string])[] = [
  ["prints half of a character", 'console.log("Launch 🚀 day".slice(0, 8))'],
  ["spins in an immediate", "setImmediate(() => {}); setImmediate(() => { while (true) {} })"],
  ["imports a file's default", 'import Dog from "./dog"; console.log(new Dog())'],
  ["has type parameters", "const id = <T>(x: T) => x; id(<number>5)"],
  ["awaits in a loop", 'import fsp from "node:fs/promises"; while (true) await fsp.stat("/")'],
  ["has a worker that spins", 'import { Worker } from "node:worker_threads"; new Worker("for (;;);", { eval: true })'],
  ["waits for a shell", 'import { promisify } from "node:util"; await promisify(run)("sleep 604")'],
  ["waits for a process in native code", 'import { execSync } from "node:child_process"; execSync("sleep 605")'],
  ["prints a promise", "console.log(Promise.resolve(4))"],
  [
    "asks a question",
    'import { createInterface } from "node:readline/promises"; await createInterface(process.stdin).question("q? ")',
  ],
  ["imports a part of a package", 'import part from "plain/part"; part()'],
  ["imports a file with a mistake", 'await import("./broken.js").catch(() => undefined)'],
  ["imports what is not there", 'await import("not-there" as string).catch(() => undefined)'],
  ["shows a proxy that has every method", "display(new Proxy({}, { get: (_, name) => () => name }))"],
  ["has private names", "class Acct { #x = 1; get() { return this.#x; } }; new Acct().get()"],
  ["moves the cursor", "process.stdout.cursorTo(0); console.log(__dirname)"],
  ["listens to the exit", 'process.on("exit", () => console.log("bye"))'],
  ["spins", "while (true) {}"],
  ["prints without end", "while (true) console.log('x'.repeat(1000))"],
  [
    "gives every object a then",
    'Object.defineProperty(Object.prototype, "then", { configurable: true, get() { throw new Error("hostile"); } })',
  ],
  ["replaces push", "Array.prototype.push = (() => { throw new Error('hostile'); }) as any"],
  [
    "replaces nextTick",
    "const { nextTick } = process; (globalThis as any).mend = () => { process.nextTick = nextTick; }; process.nextTick = (() => { throw new Error('hostile'); }) as any",
  ],
  ["declares a name of the language", 'const Symbol = 2; import local = require("./local"); local.here'],
  ["sets a secret", 'process.env.MY_API_KEY = "0f1e2d3c4b5a6978"; console.log(process.env.MY_API_KEY)'],
];

/** Those of {@link BUSY_CELLS} after which nothing else can run in their runner: they do not end, or spoil it. */
const LAST: readonly string[] = [
  "spins in an immediate",
  "awaits in a loop",
  "waits for a shell",
  "waits for a process in native code",
  "asks a question",
  "spins",
  "prints without end",
  "gives every object a then",
  "replaces push",
  "replaces nextTick",
];

/** Whether other cells can run in the same runner after a cell of {@link BUSY_CELLS}. */
export const leavesRunnerUsable = ([name]: (typeof BUSY_CELLS)[number]): boolean => !LAST.includes(name);

/** A kernel that tells which processes run because of it. */
export class WatchedKernel {
  private constructor(
    readonly kernel: TestKernel,
    readonly folder: string,
    readonly mark: string,
    /** Ids of what ran before: asked about all of them twenty times a second, the test would be what is busy. */
    readonly earlier: ReadonlySet<string>,
  ) {}

  static async start(): Promise<WatchedKernel> {
    const folder = mkdtempSync(join(tmpdir(), "tunelab-leftovers-"));
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const mark = randomUUID();
    const earlier = new Set(readdirSync("/proc"));
    const kernel = await TestKernel.start({ directory: folder, env: { TEST_MARK: mark } });
    return new WatchedKernel(kernel, folder, mark, earlier);
  }

  /** Sends a cell, and waits until all that it starts runs; resolves with its request. */
  async begin(code: string): Promise<string> {
    const before = this.started().length;
    const { id } = await this.kernel.send("execute_request", { code: START + code + WAIT, allow_stdin: true });
    await this.#startedMore(before);
    // Past what it starts, in the middle of what it does.
    await new Promise((done) => setTimeout(done, 200));
    return id;
  }

  /** Runs a cell to its end, and waits until all that it starts runs; what it starts stays. */
  async finish(code: string): Promise<void> {
    const before = this.started().length;
    await this.kernel.execute(START + code);
    await this.#startedMore(before);
  }

  async #startedMore(before: number): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (this.started().length < before + STARTED) {
      if (Date.now() > deadline) throw new Error(`Only these run: ${JSON.stringify(this.all())}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  all(): RunningProcess[] {
    return processesWith(this.mark, this.earlier);
  }

  /** What cells have started: all but the kernel and its runner. */
  started(): RunningProcess[] {
    return this.all().filter(({ command }) => !command.includes("dist/kernel/"));
  }

  runner(): number {
    return this.all().find(({ command }) => command.includes("dist/kernel/runner/"))!.pid;
  }

  async stop(): Promise<void> {
    await this.kernel.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
