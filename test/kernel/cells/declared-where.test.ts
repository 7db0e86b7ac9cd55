import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declaredUnder } from "../../../src/kernel/handlers/declared-where.js";

const folder = mkdtempSync(join(tmpdir(), "tunelab-declared-"));
const notebook = join(folder, "lab.ipynb");
const cell = (cell_type: string, source: string | string[]): object => ({ cell_type, source });

beforeAll(() => {
  writeFileSync(
    notebook,
    JSON.stringify({
      cells: [
        cell("markdown", "# Lab"),
        cell("code", "console.log(client.files)"),
        cell("markdown", ["## A baseline\n", "Words about client."]),
        cell("code", ['import { AzureOpenAI } from "openai";\n', "const client = new AzureOpenAI();"]),
        cell("markdown", "### The job"),
        cell("code", "const { id: jobId, status } = await create();\nasync function ask(system: string) {}"),
      ],
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("where a notebook declares a name", () => {
  it.each([
    ["client", "A baseline"],
    ["AzureOpenAI", "A baseline"],
    ["status", "The job"],
    ["ask", "The job"],
    ["jobId", "The job"],
    ["files", undefined],
    ["cli", undefined],
    ["system", undefined],
    ["$(", undefined],
  ])("%s is under %s", (name, heading) => {
    expect(declaredUnder(name, notebook)).toBe(heading);
  });

  it("is nowhere without a notebook", () => {
    expect(declaredUnder("client", undefined)).toBeUndefined();
    expect(declaredUnder("client", join(folder, "none.ipynb"))).toBeUndefined();
  });
});
