import type * as FileSystem from "node:fs/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFile } from "openai";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { seededRandom } from "../../src/core/index.js";
import { writeTinyChatModel } from "../support/tiny-chat-model.js";
import { startTestService, type TestService } from "./helpers.js";

const disk = vi.hoisted(() => ({
  full: false,
  error: { code: "ENOSPC", message: "ENOSPC: no space left on device, write" },
}));

/** The file system of the service's process, which refuses every write while `disk.full` is set. */
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof FileSystem>();
  const refuse = (): void => {
    if (disk.full) throw Object.assign(new Error(disk.error.message), { code: disk.error.code });
  };
  const writing = ["write", "writeFile", "appendFile", "writev"];
  return {
    ...real,
    copyFile: async (...args: Parameters<typeof real.copyFile>) => {
      refuse();
      return real.copyFile(...args);
    },
    open: async (...args: Parameters<typeof real.open>) => {
      const handle = await real.open(...args);
      return new Proxy(handle, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key, target);
          if (typeof value !== "function") return value;
          const call = (...given: unknown[]): unknown =>
            (value as (...given: unknown[]) => unknown).apply(target, given);
          if (!writing.includes(String(key))) return call;
          return async (...given: unknown[]) => {
            refuse();
            return call(...given);
          };
        },
      });
    },
  };
});

let folder: string;
let modelPath: string;
let test: TestService;
beforeEach(async () => {
  disk.full = false;
  folder = await mkdtemp(join(tmpdir(), "tunelab-full-"));
  modelPath = writeTinyChatModel(folder);
  test = await startTestService({ dataDirectory: join(folder, "data"), modelPath });
});
afterEach(async () => {
  disk.full = false;
  await test.stop();
  await rm(folder, { recursive: true, force: true });
});

const lines = Array.from({ length: 10 }, (_, i) =>
  JSON.stringify({
    messages: [
      { role: "user", content: `N${i}?` },
      { role: "assistant", content: `Oh, ${i}.` },
    ],
  }),
).join("\n");
const upload = async () =>
  test.openai.files.create({ file: await toFile(Buffer.from(lines), "train.jsonl"), purpose: "fine-tune" });
const deploy = (name = "full-disk") =>
  test.manage(`/deployments/${name}?api-version=2023-05-01`, {
    method: "PUT",
    json: {
      sku: { name: "standard", capacity: 1 },
      properties: { model: { format: "OpenAI", name: "gpt-4o", version: "1" } },
    },
  });
const fileIds = async () => (await test.openai.files.list()).data.map(({ id }) => id);

it("a full disk fails what writes with 507, changes nothing, and is over when there is space again", async () => {
  const file = await upload();
  const full = { status: 507, message: expect.stringMatching(/ENOSPC.*\. Free some disk space/) as string };
  disk.full = true;
  await expect(upload()).rejects.toMatchObject(full);
  await expect(test.openai.files.delete(file.id)).rejects.toMatchObject(full);
  await expect(test.openai.fineTuning.jobs.create({ model: "gpt-4o", training_file: file.id })).rejects.toMatchObject(
    full,
  );
  expect((await deploy()).status).toBe(507);
  expect(await fileIds()).toEqual([file.id]);
  expect((await test.openai.fineTuning.jobs.list()).data).toEqual([]);
  // What only reads goes on.
  const answer = await test.openai.chat.completions.create({
    model: "gpt-4o",
    messages: [{ role: "user", content: "Hi" }],
    max_tokens: 3,
  });
  expect(answer.choices).toHaveLength(1);

  disk.full = false;
  const second = await upload();
  expect((await deploy()).status).toBe(201);
  await test.openai.files.delete(file.id);
  await test.stop();
  test = await startTestService({ dataDirectory: join(folder, "data"), modelPath });
  expect(await fileIds()).toEqual([second.id]);
  expect(await (await test.openai.files.content(second.id)).text()).toBe(lines);
});

it("60 operations while the disk is full now and then: what was acknowledged is there, what was refused is not", async () => {
  const random = seededRandom(20_261_129);
  const files = new Set<string>();
  const deployments = new Set<string>();
  let refused = 0;
  for (let operation = 0; operation < 60; operation++) {
    disk.full = random() < 0.4;
    const before = { files: [...files], deployments: [...deployments] };
    const draw = random();
    try {
      if (draw < 0.4) files.add((await upload()).id);
      else if (draw < 0.6 && files.size > 0) {
        const id = before.files[Math.floor(random() * before.files.length)]!;
        await test.openai.files.delete(id);
        files.delete(id);
      } else {
        const name = `d${Math.floor(random() * 8)}`;
        const { status } = await deploy(name);
        if (status === 507) throw Object.assign(new Error("full"), { status });
        expect([200, 201]).toContain(status);
        deployments.add(name);
      }
      expect(disk.full).toBe(false);
    } catch (error) {
      if ((error as { status?: number }).status !== 507) throw error;
      refused++;
    }
    if (operation % 20 === 19) {
      disk.full = false;
      await test.stop();
      test = await startTestService({ dataDirectory: join(folder, "data"), modelPath });
    }
    expect(new Set(await fileIds())).toEqual(files);
    const { value } = (await (await test.manage("/deployments?api-version=2023-05-01")).json()) as {
      value: readonly { readonly name: string }[];
    };
    expect(
      value
        .map(({ name }) => name)
        .filter((name) => name.startsWith("d"))
        .sort(),
    ).toEqual([...deployments].sort());
  }
  expect(refused).toBeGreaterThan(10);
  for (const id of files) expect(await (await test.openai.files.content(id)).text()).toBe(lines);
}, 120_000);

it("a job in training waits for space and then goes on to its end", { timeout: 120_000 }, async () => {
  const file = await upload();
  const { id } = await test.openai.fineTuning.jobs.create({
    model: "gpt-4o",
    training_file: file.id,
    hyperparameters: { n_epochs: 20 },
  });
  const messages = async () =>
    (await test.openai.fineTuning.jobs.listEvents(id, { limit: 1000 })).data.map(({ message }) => message);
  await expect.poll(messages, { timeout: 60_000 }).toContainEqual(expect.stringMatching(/^Step 12\//));
  disk.full = true;
  const before = (await messages()).length;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect((await messages()).length).toBeLessThanOrEqual(before + 1);
  expect((await test.openai.fineTuning.jobs.retrieve(id)).status).toBe("running");
  disk.full = false;
  await expect
    .poll(async () => (await test.openai.fineTuning.jobs.retrieve(id)).status, { timeout: 60_000 })
    .toBe("succeeded");
  expect(await messages()).toContain("The disk was full; the job goes on now that it is not.");
  const job = await test.openai.fineTuning.jobs.retrieve(id);
  const csv = await (await test.openai.files.content(job.result_files[0]!)).text();
  expect(csv.trimEnd().split("\n")).toHaveLength(201);
});

it("a start on a full disk says so, and goes well when there is space again", async () => {
  await test.stop();
  const dataDirectory = join(folder, "new");
  disk.full = true;
  await expect(startTestService({ dataDirectory, modelPath })).rejects.toMatchObject({
    code: "storage_failed",
    message: expect.stringContaining("its disk is full") as string,
  });
  disk.full = false;
  test = await startTestService({ dataDirectory, modelPath });
  expect(await fileIds()).toEqual([]);
});

it("a start in a data directory that may not be written to says so", async () => {
  await test.stop();
  const space = disk.error;
  disk.error = { code: "EACCES", message: "EACCES: permission denied, write" };
  disk.full = true;
  await expect(startTestService({ dataDirectory: join(folder, "new"), modelPath })).rejects.toMatchObject({
    code: "data_directory_not_writable",
    message: "The service cannot start: its data directory cannot be written to (EACCES: permission denied, write).",
  });
  disk.full = false;
  disk.error = space;
  test = await startTestService({ dataDirectory: join(folder, "new"), modelPath });
  await expect(
    startTestService({ dataDirectory: join(folder, "other"), modelPath, host: "192.0.2.1" }),
  ).rejects.toMatchObject({
    code: "address_not_usable",
    message: expect.stringContaining("The service cannot listen on 192.0.2.1, port ") as string,
  });
});
