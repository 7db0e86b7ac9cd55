import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addLoggedTables, readLoggedTables } from "../../src/core/index.js";
import { createMlflow } from "../../src/mlflow/index.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-tables-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("the tables of a run", () => {
  it("are all kept and found, however many there are", async () => {
    const mlflow = createMlflow({ env: {}, localFolder: folder });
    const names = Array.from({ length: 200 }, (_, at) => `tables/${at}.json`);
    await mlflow.startRun({ runName: "many" }, async () => {
      for (const [at, name] of names.entries()) await mlflow.logTable([{ at }], name);
    });
    expect(await mlflow.loadTable("tables/0.json")).toEqual([{ at: 0 }]);
    expect(await mlflow.loadTable("tables/199.json")).toEqual([{ at: 199 }]);
  });

  it("are all kept when they are logged at once", async () => {
    const mlflow = createMlflow({ env: {}, localFolder: folder });
    await mlflow.startRun({ runName: "at once" }, () =>
      Promise.all([
        mlflow.logTable([{ a: 1 }], "a.json"),
        mlflow.logTable([{ b: 1 }], "b.json"),
        mlflow.logTable([{ a: 2 }], "a.json"),
      ]),
    );
    expect(await mlflow.loadTable("a.json")).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await mlflow.loadTable("b.json")).toEqual([{ b: 1 }]);
  });

  it("are listed in MLflow's tag, spelled as Python spells it, until it is full", () => {
    const one = addLoggedTables({}, ["a.json"]);
    expect(one).toEqual({ "mlflow.loggedArtifacts": '[{"path": "a.json", "type": "table"}]' });
    expect(addLoggedTables(one, ["a.json"])).toEqual({});
    const full = addLoggedTables(
      one,
      Array.from({ length: 400 }, (_, at) => `table-number-${at}.json`),
    );
    expect(Object.keys(full)).toEqual([
      "mlflow.loggedArtifacts",
      "tunelab.loggedArtifacts.2",
      "tunelab.loggedArtifacts.3",
    ]);
    expect(Math.max(...Object.values(full).map((value) => value.length))).toBeLessThanOrEqual(8000);
    expect(readLoggedTables(full)).toHaveLength(401);
  });
});
