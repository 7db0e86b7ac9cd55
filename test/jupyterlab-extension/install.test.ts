import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeLabextension } from "../../src/jupyterlab-extension/index.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-labextension-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("writeLabextension", () => {
  it("writes what JupyterLab needs to find and load the extension", async () => {
    await writeLabextension(folder);
    const manifest = JSON.parse(await readFile(join(folder, "tunelab-display", "package.json"), "utf8")) as {
      name: string;
      jupyterlab: { mimeExtension: boolean; _build: { load: string } };
    };
    expect(manifest.name).toBe("tunelab-display");
    expect(manifest.jupyterlab.mimeExtension).toBe(true);
    const files = await readdir(join(folder, "tunelab-display", "static"));
    expect(files.sort()).toEqual([
      "editor-client.js",
      "editor-help.js",
      "error-marks.js",
      "mime-extension.js",
      "parts-renderer.js",
      "plotly-renderer.js",
      "plotly.LICENSE.txt",
      "plotly.min.js",
      "remoteEntry.js",
      "safe-figure.js",
      "saved-widgets.js",
      "speech.js",
      "table-model.js",
      "table-renderer.js",
      "theme.js",
      "words.js",
    ]);
    await expect(stat(join(folder, "tunelab-display", manifest.jupyterlab._build.load))).resolves.toBeDefined();
  });

  it("replaces an older one, and leaves other extensions alone", async () => {
    await mkdir(join(folder, "tunelab-display", "static"), { recursive: true });
    await writeFile(join(folder, "tunelab-display", "static", "old.js"), "");
    await mkdir(join(folder, "other"));
    await writeLabextension(folder);
    expect(await readdir(folder)).toEqual(["other", "tunelab-display"]);
    expect(await readdir(join(folder, "tunelab-display", "static"))).not.toContain("old.js");
  });
});
