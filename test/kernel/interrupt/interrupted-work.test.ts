import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Executed, TestKernel, resultOf } from "../support/kernel-client.js";
import { FakeProvider } from "../../finetune/fake-provider.js";
import { descendantsOf, isGone } from "../support/processes.js";

const FSP = 'import fsp from "node:fs/promises"; var n = 0; ';

describe("an interrupt", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    await kernel.execute("var kept = 41; var n = 0; var pids: number[] = []");
  });
  afterAll(() => kernel.stop());

  /** Runs a cell, and interrupts it soon after it has begun; what it says of its begin is left out. */
  const interrupted = async (code: string): Promise<Executed> => {
    const { id } = await kernel.send("execute_request", { code: `process.stdout.write("begun"); ${code}` });
    await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "stream"), 20_000, "output");
    await sleep(100);
    await kernel.request("interrupt_request", {}, "control");
    const executed = await kernel.executed(id);
    expect(executed.stdout).toMatch(/^begun/);
    return { ...executed, stdout: executed.stdout.slice("begun".length) };
  };

  it.each([
    [
      "the second of two immediates",
      "setImmediate(() => {}); setImmediate(() => { while (true) {} }); await new Promise(() => {})",
    ],
    [
      "the first of three",
      "setImmediate(() => { while (true) {} }); setImmediate(() => {}); setImmediate(() => {}); await new Promise(() => {})",
    ],
    [
      "a tick of the second",
      "setImmediate(() => {}); setImmediate(() => process.nextTick(() => { while (true) {} })); setImmediate(() => {}); await new Promise(() => {})",
    ],
    [
      "a microtask of the second",
      "setImmediate(() => {}); setImmediate(async () => { await null; while (true) {} }); setImmediate(() => {}); await new Promise(() => {})",
    ],
    [
      "an immediate of node:timers",
      'import { setImmediate as soon } from "node:timers"; soon(() => {}); soon(() => { while (true) {} }); await new Promise(() => {})',
    ],
    [
      "an immediate that is awaited",
      'import { setImmediate as turn } from "node:timers/promises"; setImmediate(() => {}); await turn(); while (true) {}',
    ],
  ])("of a loop in %s keeps the variables and prints nothing", async (_name, code) => {
    const { reply, stdout, stderr } = await interrupted(code);
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(stdout + stderr).toBe("");
    const next = await kernel.execute("await new Promise((r) => setImmediate(r)); kept + 1");
    expect(resultOf(next)).toBe("42");
    expect(next.stderr).toBe("");
  });

  it("of a loop beside immediates in the background leaves both whole", async () => {
    const started = await kernel.execute(
      "let turns = 0; let on = true; (function turn() { turns += 1; if (on) setImmediate(turn); })()",
    );
    for (let times = 0; times < 3; times += 1) {
      const { reply, stdout, stderr } = await interrupted("while (true) {}");
      expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
      expect(stdout + stderr + started.stderr).toBe("");
    }
    expect(
      resultOf(
        await kernel.execute("const before = turns; await new Promise((r) => setTimeout(r, 100)); turns > before"),
      ),
    ).toBe("true");
    await kernel.execute("on = false");
  });

  it.each([
    ["fs.promises.stat", `${FSP}while (true) { await fsp.stat("/tmp"); n++ }`],
    ["a rejection that is caught", `${FSP}while (true) { try { await fsp.stat("/no/such/file") } catch { n++ } }`],
    [
      "a rejection that is caught with its name",
      `${FSP}while (true) { try { await fsp.stat("/no/such/file") } catch (e) { n++ } }`,
    ],
    [
      "a promise around a callback",
      'import fs from "node:fs"; var n = 0; while (true) { await new Promise((r) => fs.stat("/tmp", r)); n++ }',
    ],
    [
      "setImmediate of timers/promises",
      'import { setImmediate as turn } from "node:timers/promises"; var n = 0; while (true) { await turn(); n++ }',
    ],
    [
      "setInterval of timers/promises",
      'import { setInterval as every } from "node:timers/promises"; var n = 0; for await (const _ of every(5)) n++',
    ],
    [
      "scheduler.wait",
      'import { scheduler } from "node:timers/promises"; var n = 0; while (true) { await scheduler.wait(2); n++ }',
    ],
    [
      "scheduler.yield",
      'import { scheduler } from "node:timers/promises"; var n = 0; while (true) { await scheduler.yield(); n++ }',
    ],
    [
      "node:timers",
      'import { setTimeout as later } from "node:timers"; var n = 0; while (true) { await new Promise<void>((r) => later(r, 2)); n++ }',
    ],
    [
      "setInterval of node:timers",
      'import timers from "node:timers"; var n = 0; timers.setInterval(() => { n++ }, 2); await new Promise(() => {})',
    ],
    [
      "immediates one after the other",
      "var n = 0; (function turn() { n++; setImmediate(turn); })(); await new Promise(() => {})",
    ],
    [
      "an async generator",
      `${FSP}async function* stats() { while (true) { await fsp.stat("/tmp"); yield 1 } } for await (const one of stats()) n += one`,
    ],
    ["a function of an earlier cell", "await poll()"],
    ["a chain of then", `${FSP}const f = (): any => fsp.stat("/tmp").then(() => { n++; return f(); }); await f()`],
    [
      "a chain of then in the background",
      `${FSP}const f = (): any => fsp.stat("/tmp").then(() => { n++; void f(); }); f(); await new Promise(() => {})`,
    ],
    ["a chain of then with a name", `${FSP}const f = (): any => { n++; return fsp.stat("/tmp").then(f); }; await f()`],
    [
      "a chain of catch",
      `${FSP}const f = (): any => fsp.stat("/no/such").catch(() => { n++; return f(); }); await f()`,
    ],
    [
      "a chain of then's second",
      `${FSP}const f = (): any => fsp.stat("/no/such").then(null, () => { n++; return f(); }); await f()`,
    ],
    [
      "promises of two functions",
      `${FSP}const a = (): any => fsp.stat("/tmp").then(b); const b = (): any => { n++; return fsp.access("/tmp").then(a); }; await a()`,
    ],
    [
      "a method that calls itself",
      `${FSP}class Poll { next(): any { return fsp.stat("/tmp").then(() => { n++; return this.next(); }); } } await new Poll().next()`,
    ],
    [
      "callbacks of fs",
      'import fs from "node:fs"; var n = 0; const again = () => { n++; fs.stat("/tmp", again); }; again(); await new Promise(() => {})',
    ],
    [
      "callbacks of fs, by its names",
      'import { readFile } from "fs"; var n = 0; const again = (): void => readFile("/etc/hostname", () => { n++; again(); }); again(); await new Promise(() => {})',
    ],
    [
      "callbacks of crypto",
      'import { randomBytes } from "node:crypto"; var n = 0; const again = () => { n++; randomBytes(8, again); }; again(); await new Promise(() => {})',
    ],
    [
      "child processes one after the other",
      'import { exec } from "node:child_process"; var n = 0; const again = () => { n++; exec("true", again); }; again(); await new Promise(() => {})',
    ],
    [
      "microtasks and ticks between callbacks",
      'import fs from "node:fs"; var n = 0; const again = () => { n++; queueMicrotask(() => process.nextTick(() => fs.access("/tmp", again))); }; again(); await new Promise(() => {})',
    ],
    [
      "many tasks at once",
      `${FSP}await Promise.all(Array.from({ length: 20 }, async () => { while (true) { await fsp.stat("/tmp"); n++ } }))`,
    ],
  ])("has ended a loop over %s when the cell says so", async (_name, code) => {
    await kernel.execute(`${FSP}async function poll() { while (true) { await fsp.stat("/tmp"); n++ } }`);
    const { reply } = await interrupted(code);
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    const before = resultOf(await kernel.execute("[n > 0, n]"));
    expect(before).toMatch(/^\[ true, \d+ \]$/);
    await kernel.execute("await new Promise((r) => setTimeout(r, 200))");
    expect(resultOf(await kernel.execute("[n > 0, n]"))).toBe(before);
  });

  it("has ended a chain of finally but for the one that was waiting, which cleans up", async () => {
    const { reply } = await interrupted(
      `${FSP}const f = (): any => fsp.stat("/tmp").finally(() => { n++; void f(); }); f(); await new Promise(() => {})`,
    );
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    await kernel.execute("await new Promise((r) => setTimeout(r, 200))");
    const before = resultOf(await kernel.execute("[n > 0, n]"));
    expect(before).toMatch(/^\[ true, \d+ \]$/);
    await kernel.execute("await new Promise((r) => setTimeout(r, 200))");
    expect(resultOf(await kernel.execute("[n > 0, n]"))).toBe(before);
  });

  it("of a job that is watched and of a deployment says how to come back, in the notebook's language", async () => {
    const provider = await FakeProvider.start();
    const job = { object: "fine_tuning.job", id: "ftjob-1", created_at: 1_700_000_000, status: "running" };
    provider.answer = ({ path }) =>
      path.endsWith("/events")
        ? { json: { object: "list", data: [], has_more: false } }
        : path.endsWith("/ftjob-1")
          ? { json: job }
          : { json: { name: "fox", properties: { provisioningState: "Creating" } } };
    const client = `new AzureOpenAI({ endpoint: "${provider.url}", apiKey: "none", apiVersion: "2024-10-21" })`;
    const shownBy = async (language: string, call: string): Promise<string> => {
      const code = `import { deployModel, watchJob } from "tunelab"; import { AzureOpenAI } from "openai"; process.env.TUNELAB_LANGUAGE = "${language}"; const client = ${client}; ${call}`;
      const { id } = await kernel.send("execute_request", { code });
      const texts = (): string[] =>
        kernel.messagesOf(id).flatMap(({ content }) => {
          const { data } = content as { data?: { "text/plain"?: string } };
          return data?.["text/plain"] === undefined ? [] : [data["text/plain"]];
        });
      await kernel.until(() => texts().length > 0, 30_000, "a display");
      await kernel.request("interrupt_request", {}, "control");
      expect((await kernel.executed(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
      return texts().at(-1)!;
    };
    try {
      const watch = 'await watchJob(client, "ftjob-1")';
      expect(await shownBy("en", watch)).toBe(
        'Watching was interrupted; job ftjob-1 goes on without it.\nCome back with const watched = await watchJob(client, "ftjob-1"); after a restart of the kernel run await resumeLab() first. End the job with await client.fineTuning.jobs.cancel("ftjob-1").',
      );
      expect(await shownBy("pt-BR", watch)).toMatch(
        /^A observação foi interrompida; o trabalho ftjob-1 continua sem ela\.\n.*await watchJob\(client, "ftjob-1"\)/,
      );
      expect(await shownBy("fr", watch)).toMatch(
        /^Le suivi a été interrompu ; la tâche ftjob-1 continue sans lui\.\n.*await watchJob\(client, "ftjob-1"\)/,
      );
      const deploy = `await deployModel({ model: "ft:m", name: "fox", client, subscription: "s", resourceGroup: "g", account: "r", token: "t", url: "${provider.url}" })`;
      expect(await shownBy("en", deploy)).toBe(
        "Waiting was interrupted; the deployment fox goes on without it.\nRun the cell again: deployModel carries on with a deployment that exists. Tuned models of Azure take up to 20 minutes.",
      );
    } finally {
      await kernel.execute("delete process.env.TUNELAB_LANGUAGE");
      await provider.stop();
    }
  }, 90_000);

  it("ends a worker thread with its cell", async () => {
    const { id } = await kernel.send("execute_request", {
      code: `import { Worker } from "node:worker_threads";
const shared = new Int32Array(new SharedArrayBuffer(4));
new Worker("const { workerData } = require('node:worker_threads'); while (true) Atomics.add(workerData, 0, 1)", { eval: true, workerData: shared });
while (Atomics.load(shared, 0) === 0) await new Promise((r) => setTimeout(r, 10));
console.log("spinning");
await new Promise(() => {});`,
    });
    await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "stream"), 20_000, "output");
    await kernel.request("interrupt_request", {}, "control");
    await kernel.executed(id);
    const stands = `const seen = Atomics.load(shared, 0); await new Promise((r) => setTimeout(r, 100)); Atomics.load(shared, 0) === seen`;
    await expect.poll(async () => resultOf(await kernel.execute(stands)), { timeout: 10_000 }).toBe("true");
  });

  it("lets a cell clean up what the interrupt aborts", async () => {
    await kernel.execute("var cleaned: string[] = []");
    await interrupted(
      "try { await new Promise((_, reject) => setTimeout(reject, 60_000)) } finally { cleaned.push('never') }",
    );
    await interrupted(
      'import { setTimeout as pause } from "node:timers/promises"; try { await pause(60_000) } catch (e) { cleaned.push((e as Error).name) } finally { cleaned.push("finally") }',
    );
    expect(resultOf(await kernel.execute("cleaned"))).toBe("[ 'AbortError', 'finally' ]");
  });

  it.each([
    [
      "exec",
      'import { exec } from "node:child_process"; import { promisify } from "node:util"; await promisify(exec)("sleep 600")',
    ],
    [
      "a shell with two of its own",
      'import { exec } from "node:child_process"; import { promisify } from "node:util"; await promisify(exec)("sleep 600 & sleep 600; echo done")',
    ],
    [
      "spawn",
      'import { spawn } from "node:child_process"; import { once } from "node:events"; await once(spawn("sleep", ["600"]), "exit")',
    ],
    [
      "one that takes no notice",
      `import { spawn } from "node:child_process"; import { once } from "node:events"; await once(spawn("sh", ["-c", "trap '' INT; sleep 600"]), "exit")`,
    ],
    [
      "fork",
      'import { fork } from "node:child_process"; import { once } from "node:events"; import { writeFileSync } from "node:fs"; writeFileSync("forked.cjs", "while (true);"); await once(fork("forked.cjs"), "exit")',
    ],
    ["execSync", 'import { execSync } from "node:child_process"; execSync("sleep 600")'],
    ["a shell cell", "%%sh\nsleep 600 &\nsleep 600"],
  ])("ends the processes of %s", async (_name, code) => {
    const before = descendantsOf(kernel.process.pid!);
    const { id } = await kernel.send("execute_request", { code });
    await expect
      .poll(() => descendantsOf(kernel.process.pid!).length, { timeout: 10_000 })
      .toBeGreaterThan(before.length);
    await sleep(200);
    const started = descendantsOf(kernel.process.pid!).filter((pid) => !before.includes(pid));
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(id)).reply).toMatchObject({ status: "error" });
    await expect.poll(() => started.filter((pid) => !isGone(pid)), { timeout: 10_000 }).toEqual([]);
    expect(resultOf(await kernel.execute("kept + 1"))).toBe("42");
  });

  it("leaves the processes of earlier cells, and those that were detached, alone", async () => {
    const earlier = Number(
      resultOf(await kernel.execute('import { spawn } from "node:child_process"; spawn("sleep", ["600"]).pid')),
    );
    await interrupted(
      'const apart = spawn("sleep", ["600"], { detached: true }); pids.push(apart.pid!); await new Promise(() => {})',
    );
    const apart = Number(resultOf(await kernel.execute("pids[0]")));
    await sleep(1500);
    expect([isGone(earlier), isGone(apart)]).toEqual([false, false]);
    process.kill(apart);
    process.kill(earlier);
  });

  it("goes through loops of a local file only where they reach what the interrupt stops", async () => {
    writeFileSync(
      join(kernel.directory, "poll.ts"),
      "export let n = 0;\nexport async function poll() { while (true) { await new Promise((r) => setTimeout(r, 2)); n += 1; } }\n",
    );
    await interrupted('import * as polling from "./poll.ts"; await polling.poll()');
    const before = resultOf(await kernel.execute("polling.n"));
    await kernel.execute("await new Promise((r) => setTimeout(r, 100))");
    expect(resultOf(await kernel.execute("polling.n"))).toBe(before);
  });
});
