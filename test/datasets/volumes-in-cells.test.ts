import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultOf, TestKernel, tracebackOf } from "../kernel/support/kernel-client.js";

const VOLUME = "/Volumes/main/default/fine_tuning";
const LINE = '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}';
let volumes: string;
let kernel: TestKernel;

beforeAll(async () => {
  // With a space, as a clone may have one in its path.
  volumes = mkdtempSync(join(tmpdir(), "tunelab volumes-"));
  kernel = await TestKernel.start({ env: { TUNELAB_VOLUMES: volumes } });
  await kernel.execute('import { readChatDataset } from "tunelab"; import { readFileSync } from "node:fs";');
}, 60_000);
afterAll(async () => {
  await kernel.stop();
  rmSync(volumes, { recursive: true, force: true });
});

describe("/Volumes in the cells of a notebook", () => {
  it("is one folder for %sql, %sh, node:fs and the library's readers, and nothing is written to the real one", async () => {
    const create = "%sql\nCREATE VOLUME main.default.fine_tuning;";
    expect(resultOf(await kernel.execute(create))).toContain("Volume main.default.fine_tuning created.");
    expect(resultOf(await kernel.execute(create))).toContain("exists already; going on with it");

    const shell = await kernel.execute(`%sh\nto="${VOLUME}"\necho '${LINE}' > "$to/training_set.jsonl"\nls ${VOLUME}`);
    expect(shell.stdout.trim()).toBe("training_set.jsonl");
    expect(readFileSync(join(volumes, "main/default/fine_tuning/training_set.jsonl"), "utf8")).toBe(`${LINE}\n`);

    const path = JSON.stringify(`${VOLUME}/training_set.jsonl`);
    expect(resultOf(await kernel.execute(`readFileSync(${path}, "utf8").length`))).toBe(String(LINE.length + 1));
    expect(resultOf(await kernel.execute(`(await readChatDataset(${path})).examples.length`))).toBe("1");
    const sql = await kernel.execute(
      `%sql\nSELECT size(messages) AS turns FROM read_files('${VOLUME}/training_set.jsonl')`,
    );
    expect(resultOf(sql)).toMatch(/^SELECT size\(messages\).*\n *turns\n.*\n.*\n *2\n/);
    expect(existsSync("/Volumes")).toBe(false);
  });

  it.each([
    ["%sql", "%sql\nCREATE VOLUME <catalog_name>.default.fine_tuning;"],
    ["%sh", "%sh\ntouch /Volumes/<catalog_name>/default/fine_tuning/x.jsonl"],
    ["node:fs", 'readFileSync("/Volumes/<catalog_name>/default/fine_tuning/x.jsonl")'],
    ["a reader", 'await readChatDataset("/Volumes/<catalog_name>/default/fine_tuning/x.jsonl")'],
  ])("with the text's <catalog_name> left in is caught in %s", async (_, cell) => {
    const { reply } = await kernel.execute(cell);
    expect(reply.status).toBe("error");
    const said = tracebackOf(await kernel.execute(cell));
    expect(said).toContain("<catalog_name>");
    expect(said).toContain("Write a name of yours instead of <catalog_name>");
  });
});
