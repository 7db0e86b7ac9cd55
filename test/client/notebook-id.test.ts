import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { notebookId } from "../../src/client/notebook-id.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-id-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the id of a notebook", () => {
  it("is the one in its metadata, also under another name, and under the old one after it was renamed", async () => {
    const [before, after] = [join(folder, "a.ipynb"), join(folder, "b.ipynb")];
    await writeFile(before, JSON.stringify({ metadata: { tunelab: { id: "one" } } }));
    expect(notebookId(before, folder)).toBe("one");
    await rename(before, after);
    expect(notebookId(after, folder)).toBe("one");
    // Jupyter names a kernel's notebook by the path that it was started with.
    expect(notebookId(before, folder)).toBe("one");
  });

  it("is the path of one without", async () => {
    const path = join(folder, "c.ipynb");
    await writeFile(path, "{}");
    expect(notebookId(path, folder)).toBe(path);
    expect(notebookId("/somewhere", folder)).toBe("/somewhere");
  });
});
