import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { jupyterEnvironment, jupyterPaths } from "../../../src/cli/jupyter/jupyter-paths.js";

const KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
/** In pieces, as the code of cells is saved as it was typed. */
const PIECES = {
  client: ["zz11yy22xx33", "ww44vv55uu66"],
  provider: ["sk-proj-Abc123", "Def456Ghi789Jkl012"],
} as const;
const joined = ([first, second]: readonly [string, string]): string => `"${first}" + "${second}"`;

const CELLS = [
  "process.env",
  `import { AzureOpenAI } from "openai";
new AzureOpenAI({ apiKey: ${joined(PIECES.client)}, endpoint: "http://127.0.0.1:9", apiVersion: "2024-10-21" })`,
  `throw new Error("The key " + ${joined(PIECES.provider)} + " was refused.")`,
  "console.log(process.env.AZURE_OPENAI_API_KEY)",
  `import OpenAI from "openai"; import { createServer } from "node:http";
const server = createServer((request, response) => { response.statusCode = 401; response.setHeader("x-sent", String(request.headers.authorization)); response.end(JSON.stringify({ error: { message: "no: " + request.headers.authorization } })); }).listen(0, "127.0.0.1");
await new Promise((listening) => server.once("listening", listening));
const ai = new OpenAI({ apiKey: process.env.AZURE_OPENAI_API_KEY, baseURL: "http://127.0.0.1:" + (server.address() as any).port, maxRetries: 0 });
try { await ai.models.list(); } catch (error) { display(error); throw error; } finally { server.close(); }`,
];

it("no key is on disk in a notebook that nbconvert has run and saved", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tunelab-saved-"));
  const notebook = join(folder, "keys.ipynb");
  const cells = CELLS.map((source, at) => ({
    cell_type: "code",
    execution_count: null,
    id: `cell-${at}`,
    metadata: {},
    outputs: [],
    source,
  }));
  const kernelspec = { name: "tunelab", display_name: "TypeScript (tunelab)", language: "typescript" };
  writeFileSync(notebook, JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
  try {
    const paths = jupyterPaths();
    const args = ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "--allow-errors", notebook];
    await promisify(execFile)(paths.python, args, { env: jupyterEnvironment(paths, { AZURE_OPENAI_API_KEY: KEY }) });
    const saved = readFileSync(notebook, "utf8");
    const outputs = (JSON.parse(saved) as { cells: { outputs: unknown[] }[] }).cells.map((cell) =>
      JSON.stringify(cell.outputs),
    );
    expect(outputs[0]).toContain("AZURE_OPENAI_API_KEY: '[redacted]'");
    expect(outputs[1]).toContain("apiKey: '[redacted]'");
    expect(outputs[2]).toContain("The key [redacted] was refused.");
    expect(outputs[3]).toContain("[redacted]\\n");
    expect(outputs[4]).toMatch(/AuthenticationError: 401 no: Bearer \[redacted\]/);
    for (const key of [KEY, PIECES.client.join(""), PIECES.provider.join("")]) expect(saved).not.toContain(key);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);
