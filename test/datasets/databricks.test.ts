import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame } from "danfojs-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  findWorkspace,
  listVolume,
  mapVolumePath,
  pullVolumeFile,
  pushVolumeFile,
  readJsonl,
  runOnWarehouse,
  sqlEngine,
  toRows,
} from "../../src/datasets/index.js";
import { fetchLabData } from "../../src/finetune/index.js";
import { FakeDatabricks, TOKEN } from "./fake-databricks.js";

const FOLDER = "/Volumes/main/default/fine_tuning";
let fake: FakeDatabricks;
let volumes: string;
const saved = { ...process.env };

beforeEach(async () => {
  fake = await FakeDatabricks.start();
  volumes = await mkdtemp(join(tmpdir(), "tunelab-databricks-"));
  Object.assign(process.env, {
    TUNELAB_VOLUMES: volumes,
    DATABRICKS_HOST: fake.url,
    DATABRICKS_TOKEN: TOKEN,
    DATABRICKS_HTTP_PATH: "/sql/1.0/warehouses/abc123",
  });
});
afterEach(async () => {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  await fake.stop();
  await rm(volumes, { recursive: true, force: true });
});

describe("the workspace", () => {
  it.each([
    [{}, undefined],
    [
      { DATABRICKS_HOST: "adb-1.azuredatabricks.net/?o=1", DATABRICKS_TOKEN: "t", DATABRICKS_WAREHOUSE_ID: "w" },
      { host: "https://adb-1.azuredatabricks.net", token: "t", warehouse: "w" },
    ],
    [
      {
        DATABRICKS_HOST: "https://x.example/",
        DATABRICKS_TOKEN: "t",
        DATABRICKS_HTTP_PATH: "/sql/1.0/warehouses/abc/",
      },
      { host: "https://x.example", token: "t", warehouse: "abc" },
    ],
  ])("of %j is %j", (env, expected) => {
    expect(findWorkspace(env)).toEqual(expected);
  });

  it.each(["http://adb-1.azuredatabricks.net", "https://"])("is not at %s", (host) => {
    expect(() => findWorkspace({ DATABRICKS_HOST: host, DATABRICKS_TOKEN: "t" })).toThrow(
      expect.objectContaining({ code: "invalid_setting" }),
    );
  });

  it("needs host and token", () => {
    expect(() => findWorkspace({ DATABRICKS_HOST: "x" })).toThrow(
      "DATABRICKS_HOST is set, but DATABRICKS_TOKEN is not.",
    );
    expect(() => findWorkspace({ DATABRICKS_TOKEN: "x" })).toThrow(
      "DATABRICKS_TOKEN is set, but DATABRICKS_HOST is not.",
    );
  });
});

describe("%%sql with a workspace", () => {
  it("creates a volume on the warehouse, and goes on when it exists", async () => {
    expect(await sqlEngine.query("CREATE VOLUME main.default.fine_tuning;")).toBe("CREATE done.");
    expect(await sqlEngine.query("CREATE VOLUME main.default.fine_tuning;")).toBe(
      "Volume main.default.fine_tuning exists already; going on with it.",
    );
    expect(fake.calls).toEqual(["POST /api/2.0/sql/statements", "POST /api/2.0/sql/statements"]);
  });

  it("waits for a statement that runs and reads every chunk into typed rows", async () => {
    fake.slowness = 2;
    const frame = (await runOnWarehouse(findWorkspace()!, "SELECT * FROM types", { pollMs: 1 })) as DataFrame;
    expect(toRows(frame)).toEqual([
      { id: 1, big: 42, score: 0.5, ok: true, day: "2026-11-21", messages: '[{"role":"user","content":"Hi"}]' },
      // 2 to the power of 53 plus 1 is the first whole number that a number cannot hold.
      { id: 2, big: "9007199254740993", score: null, ok: false, day: null, messages: null },
    ]);
    expect(fake.calls).toHaveLength(4);
  });

  it("shows the warehouse's own message", async () => {
    await expect(sqlEngine.query("SELEKT 1")).rejects.toMatchObject({
      code: "sql_failed",
      message: "The warehouse cannot run the statement. [PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEKT'.",
    });
  });

  it("cancels the statement when the cell is interrupted", async () => {
    fake.slowness = 1_000;
    const interruption = new AbortController();
    const query = runOnWarehouse(findWorkspace()!, "SELECT 1", { pollMs: 5, signal: interruption.signal });
    const stopped = expect(query).rejects.toThrow("stopped by hand");
    await expect.poll(() => fake.calls.at(-1), { timeout: 30_000, interval: 5 }).toMatch(/^GET /);
    interruption.abort(new Error("stopped by hand"));
    await stopped;
    expect(fake.calls.at(-1)).toBe("POST /api/2.0/sql/statements/01f0-0/cancel");
  });

  it("gives up at its deadline", async () => {
    fake.slowness = 1_000;
    const query = runOnWarehouse(findWorkspace()!, "SELECT 1", { pollMs: 5, deadlineMs: 20 });
    await expect(query).rejects.toMatchObject({ code: "sql_failed", hint: expect.stringContaining("starting") });
  });

  it("names the setting that is missing for SQL", async () => {
    delete process.env["DATABRICKS_HTTP_PATH"];
    await expect(sqlEngine.query("SELECT 1")).rejects.toMatchObject({
      code: "missing_setting",
      hint: expect.stringContaining("DATABRICKS_HTTP_PATH"),
    });
  });

  it("refuses an unreplaced placeholder before the warehouse sees it", async () => {
    await expect(sqlEngine.query("CREATE VOLUME <catalog_name>.default.x")).rejects.toMatchObject({
      code: "unreplaced_placeholder",
    });
    expect(fake.calls).toEqual([]);
  });
});

describe("files in a real volume", () => {
  it("are written there and here by fetchLabData, listed, and read back", async () => {
    const data = await fetchLabData({ directory: FOLDER, offline: true });
    expect(data.toString()).toContain(`also in the volume of ${new URL(fake.url).host}`);
    expect([...fake.files.keys()]).toEqual([`${FOLDER}/training_set.jsonl`, `${FOLDER}/validation_set.jsonl`]);
    const here = readFileSync(mapVolumePath(`${FOLDER}/training_set.jsonl`));
    expect(fake.files.get(`${FOLDER}/training_set.jsonl`)!.equals(here)).toBe(true);
    expect(await listVolume(FOLDER)).toEqual([
      { path: `${FOLDER}/training_set.jsonl`, kind: "file", bytes: here.length },
      { path: `${FOLDER}/validation_set.jsonl`, kind: "file", bytes: expect.any(Number) },
    ]);
  });

  it("are brought here by a reader that does not find them", async () => {
    fake.files.set(`${FOLDER}/a b.jsonl`, Buffer.from('{"a": 1}\n{"a": 2}\n'));
    expect(await readJsonl(`${FOLDER}/a b.jsonl`)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(readFileSync(join(volumes, "main/default/fine_tuning/a b.jsonl"), "utf8")).toBe('{"a": 1}\n{"a": 2}\n');
  });

  it("replace what was there, and are missed by name", async () => {
    await mkdir(join(volumes, "main/default/fine_tuning"), { recursive: true });
    for (const text of ["one", "two"]) {
      await writeFile(mapVolumePath(`${FOLDER}/x.txt`), text);
      expect(await pushVolumeFile(`${FOLDER}/x.txt`)).toBe(true);
    }
    expect(fake.files.get(`${FOLDER}/x.txt`)!.toString()).toBe("two");
    await expect(pullVolumeFile(`${FOLDER}/none.txt`)).rejects.toMatchObject({
      code: "not_found",
      message: `Downloading ${FOLDER}/none.txt failed (404): The file being accessed is not found.`,
    });
  });

  it("explain a token that is refused, without showing it", async () => {
    process.env["DATABRICKS_TOKEN"] = "dapi-expired-token";
    const error: unknown = await listVolume(FOLDER).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({
      code: "databricks_refused_token",
      hint: expect.stringContaining("DATABRICKS_TOKEN"),
    });
    expect(JSON.stringify([(error as Error).message])).not.toContain("dapi-expired-token");
  });

  it("are folders alone where no workspace is set", async () => {
    for (const name of ["DATABRICKS_HOST", "DATABRICKS_TOKEN"]) delete process.env[name];
    expect(await pushVolumeFile(`${FOLDER}/x.txt`)).toBe(false);
    await expect(listVolume(FOLDER)).rejects.toMatchObject({ code: "missing_setting" });
    expect(fake.calls).toEqual([]);
  });
});

describe("the SQL of the lab", () => {
  it("means the same on the embedded engine", async () => {
    for (const name of ["DATABRICKS_HOST", "DATABRICKS_TOKEN"]) delete process.env[name];
    await mkdir(join(volumes, "main/default/v"), { recursive: true });
    const line = JSON.stringify({ messages: [{ content: "a" }, { content: "b" }, { content: "c" }] });
    await writeFile(join(volumes, "main/default/v/x.jsonl"), `${line}\n`);
    const sql = `SELECT size(messages) AS turns, get(messages, 2).content AS answer
      FROM read_files('/Volumes/main/default/v/x.jsonl', format => 'json')`;
    expect(toRows((await sqlEngine.query(sql)) as DataFrame)).toEqual([{ turns: 3, answer: "c" }]);
  });
});
