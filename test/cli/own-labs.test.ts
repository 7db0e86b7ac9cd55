import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseNotebook } from "../../src/cli/jupyter/notebook-choice.js";
import { ownLabsLanguage, prepareOwnLabs } from "../../src/cli/jupyter/own-labs.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tunelab-own-"));
  mkdirSync(join(root, "notebooks", "fr"), { recursive: true });
  mkdirSync(join(root, "notebooks", "data"), { recursive: true });
  writeFileSync(join(root, "notebooks/data/set.jsonl"), "{}");
  writeFileSync(
    join(root, "notebooks/fr/00-welcome.ipynb"),
    JSON.stringify({ metadata: { tunelab: { language: "fr" } } }),
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const copy = (): string => join(root, "my-labs/fr/00-welcome.ipynb");

describe("a person's own labs", () => {
  it("are copied once, with their data and an id, and opened", async () => {
    expect(await prepareOwnLabs(root, "fr")).toBe("my-labs/fr");
    const { metadata } = JSON.parse(readFileSync(copy(), "utf8")) as { metadata: { tunelab: Record<string, string> } };
    expect(metadata.tunelab).toEqual({ language: "fr", id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(existsSync(join(root, "my-labs/data/set.jsonl"))).toBe(true);
    expect(chooseNotebook(root, "fr")).toBe("my-labs/fr/00-welcome.ipynb");
    writeFileSync(copy(), "mine");
    writeFileSync(join(root, "notebooks/fr/01-new.ipynb"), "{}");
    await prepareOwnLabs(root, "fr");
    expect(readFileSync(copy(), "utf8")).toBe("mine");
    expect(readdirSync(join(root, "my-labs/fr"))).toEqual(["00-welcome.ipynb", "01-new.ipynb"]);
  });

  it("are copied anew on request, and the earlier ones kept", async () => {
    await prepareOwnLabs(root, "fr");
    writeFileSync(copy(), "mine");
    await prepareOwnLabs(root, "fr", { renew: true, now: () => new Date("2026-11-29T12:00:00Z") });
    expect(readFileSync(copy(), "utf8")).not.toBe("mine");
    expect(readFileSync(join(root, "my-labs/fr-2026-11-29T12-00-00/00-welcome.ipynb"), "utf8")).toBe("mine");
  });

  it.each([
    ["my-labs/pt-BR/01-dear-reader.ipynb", "pt-BR"],
    ["./my-labs/fr/deep/own.ipynb", "fr"],
    ["notebooks/fr/00-welcome.ipynb", undefined],
    ["my-labs/de/00-welcome.ipynb", undefined],
    ["../my-labs/fr/00-welcome.ipynb", undefined],
  ])("are known by the path of a notebook: %s", (asked, language) => {
    expect(ownLabsLanguage(root, asked)).toBe(language);
    expect(ownLabsLanguage(root, join(root, asked))).toBe(language);
  });
});
