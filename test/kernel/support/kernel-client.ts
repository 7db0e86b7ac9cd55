import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Connection, JupyterClient } from "./jupyter-client.js";

export { type Executed, type Received, isIdle, resultOf, tracebackOf, typesOf } from "./jupyter-client.js";

const MAIN = resolve(import.meta.dirname, "../../../dist/kernel/main.js");

export interface StartOptions {
  readonly transport?: "tcp" | "ipc";
  readonly key?: string;
  readonly env?: Record<string, string>;
  /** Notebook's folder. @default a new empty one */
  readonly directory?: string;
}

/** A kernel process and its first client. */
export class TestKernel extends JupyterClient {
  readonly directory: string;
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly #ownFolder: string;
  #log = "";

  static async start(options: StartOptions = {}): Promise<TestKernel> {
    const kernel = new TestKernel(
      options,
      mkdtempSync(join(tmpdir(), "tunelab-kernel-")),
      options.transport === "ipc" ? [1, 2, 3, 4, 5] : await freePorts(),
    );
    await kernel.ready();
    return kernel;
  }

  /** A kernel that another program starts, which is given the connection file; `process` is that program. */
  static async startBy(start: (connectionFile: string) => ChildProcess): Promise<TestKernel> {
    const kernel = new TestKernel({}, mkdtempSync(join(tmpdir(), "tunelab-kernel-")), await freePorts(), start);
    await kernel.ready();
    return kernel;
  }

  private constructor(
    { transport = "tcp", key = "secret", env = {}, directory }: StartOptions,
    ownFolder: string,
    ports: Connection["ports"],
    start = (file: string): ChildProcess =>
      spawn(process.execPath, [MAIN, file], { cwd: this.directory, env: { ...process.env, ...env } }),
  ) {
    const ip = transport === "ipc" ? join(ownFolder, "socket") : "127.0.0.1";
    const address = (port: number): string => (transport === "ipc" ? `ipc://${ip}-${port}` : `tcp://${ip}:${port}`);
    super({ key, address, ports });
    this.#ownFolder = ownFolder;
    this.directory = directory ?? ownFolder;
    const [shell, iopub, stdin, control, hb] = ports;
    const file = join(ownFolder, "connection.json");
    const connection = { shell_port: shell, iopub_port: iopub, stdin_port: stdin, control_port: control, hb_port: hb };
    writeFileSync(file, JSON.stringify({ ...connection, transport, ip, key, signature_scheme: "hmac-sha256" }));
    this.process = start(file);
    this.process.stderr?.on("data", (chunk: Buffer) => (this.#log += chunk.toString()));
    this.exited = new Promise((done) => this.process.once("exit", (code) => done(code)));
  }

  /** What the kernel process itself wrote to stderr: empty unless something is wrong. */
  override get log(): string {
    return this.#log;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await this.send("shutdown_request", { restart: false }, { channel: "control" }).catch(() => undefined);
      const timer = setTimeout(() => this.process.kill("SIGKILL"), 5000);
      await this.exited;
      clearTimeout(timer);
    }
    this.close();
    rmSync(this.#ownFolder, { recursive: true, force: true });
  }
}

/**
 * Ports below those that the system gives out itself, so that no connection of another test takes one before the kernel
 * does; and a range for each worker of the tests, as two kernels that start side by side must not find the same.
 */
const FIRST_PORT = 10_000;
const PORTS_OF_WORKER = 2_000;
const WORKERS = 10;
let nextPort = Math.floor(Math.random() * PORTS_OF_WORKER);

async function freePorts(): Promise<[number, number, number, number, number]> {
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS;
  const ports: number[] = [];
  while (ports.length < 5) {
    const port = FIRST_PORT + worker * PORTS_OF_WORKER + (nextPort++ % PORTS_OF_WORKER);
    if (await isFree(port)) ports.push(port);
  }
  return ports as [number, number, number, number, number];
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
