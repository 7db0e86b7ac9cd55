import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCsv, readCsv } from "../../src/datasets/index.js";
import { evaluate } from "../../src/evaluate/index.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-excel-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(bytes: Buffer | string, options: Parameters<typeof readCsv>[1] = {}) {
  const path = join(folder, "notas.csv");
  await writeFile(path, bytes);
  const said: string[] = [];
  const rows = await readCsv(path, { say: (sentence) => said.push(sentence.replace(path, "FILE")), ...options });
  return { rows, said };
}

describe("a CSV file as Excel saves it", () => {
  it("in Portuguese and French, Windows-1252 with semicolons, is read, and a sentence says so", async () => {
    const text = 'nome;resposta;nota\r\nJosé;"São; Paulo";3,5\r\nAnaïs;Œuvre – 5 €;4\r\n';
    const bytes = Buffer.from(text, "latin1");
    // Of Windows-1252 alone: Œ, –, €.
    const windows = Buffer.from(
      [...text].flatMap(
        (character) => ({ Œ: [0x8c], "–": [0x96], "€": [0x80] })[character] ?? [...Buffer.from(character, "latin1")],
      ),
    );
    expect(bytes.length).toBe(windows.length);
    expect(await read(windows)).toEqual({
      rows: [
        { nome: "José", resposta: "São; Paulo", nota: "3,5" },
        { nome: "Anaïs", resposta: "Œuvre – 5 €", nota: "4" },
      ],
      said: [
        'FILE was read as Windows-1252 with ";" between cells. Numbers with a decimal comma are text in nota: decimal: "," reads them as numbers.',
      ],
    });
    const numbers = await read(windows, { decimal: "," });
    expect(numbers.rows.map(({ nota }) => nota)).toEqual([3.5, 4]);
    expect(numbers.said).toEqual(['FILE was read as Windows-1252 with ";" between cells.']);
  });

  it.each([
    ["UTF-8 with commas says nothing", "a,b\n1,é\n", [{ a: 1, b: "é" }], []],
    ["UTF-8 with semicolons", "a;b\n1;é\n", [{ a: 1, b: "é" }], ['FILE was read as ";" between cells.']],
    ["tabs", "a\tb\n1\tx\n", [{ a: 1, b: "x" }], ['FILE was read as "\\t" between cells.']],
    ["a semicolon in a header with commas", "a;b,c\n1,2\n", [{ "a;b": 1, c: 2 }], []],
    ["a semicolon in a quoted name", '"a;b"\n1\n', [{ "a;b": 1 }], []],
    ["a semicolon in cells only", "a\nx;y\n", [{ a: "x;y" }], []],
    ["empty lines before the header", "\n\na;b\n1;2\n", [{ a: 1, b: 2 }], ['FILE was read as ";" between cells.']],
    ["nothing", "", [], []],
  ])("and neighbours: %s", async (_, text, rows, said) => {
    expect(await read(text)).toEqual({ rows, said });
    expect(parseCsv(text)).toEqual(rows);
  });

  it.each([
    ["UTF-8 that was cut", Buffer.from("a,b\né,é", "utf8").subarray(0, -1)],
    ["UTF-16 of Excel", Buffer.from("\ufeffa\tb\n", "utf16le")],
    ["bytes that no encoding has", Buffer.from([0x61, 0x0a, 0xe9, 0x81, 0x0a])],
  ])("is refused where it is neither: %s", async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: "wrong_encoding" });
  });

  it.each<[string, (string | number)[], string | undefined]>([
    ["one bad byte among characters", ["a\né\nx", 0xe9, "y\n"], "Line 3 of FILE is not UTF-8: byte 2 is 0xE9; AROUND."],
    ["a bad byte before them", ["a\nx", 0xe9, "y\né\n"], "Line 2 of FILE is not UTF-8: byte 2 is 0xE9; AROUND."],
    [
      "eight bad bytes and one character",
      ["a\né\n", ...Array<number>(8).fill(0xe7), "\n"],
      "Line 3 of FILE is not UTF-8: byte 1 is 0xE7; AROUND.",
    ],
    ["nine bad bytes and one character", ["a\né\n", ...Array<number>(9).fill(0xe7), "\n"], undefined],
    ["bad bytes alone", ["a\nx", 0xe9, "y\n"], undefined],
    ["a bad byte at the end", ["a\nJos", 0xe9], undefined],
  ])("is told from damaged UTF-8 by what else is in it: %s", async (_, parts, message) => {
    const bytes = Buffer.concat(
      parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))),
    );
    const around =
      "the text around it is UTF-8, so it was damaged there, or that part comes from a text of another encoding";
    const said = await read(bytes).then(
      () => undefined,
      (error: Error) => error.message.replace(/of \S+notas.csv/, "of FILE"),
    );
    expect(said).toBe(message?.replace("AROUND", around));
    await expect(read(bytes, { encoding: "windows-1252" })).resolves.toBeDefined();
  });

  it("takes the encoding and the separator that are given", async () => {
    const bytes = Buffer.from("a;b\né;2\n", "latin1");
    await expect(read(bytes, { encoding: "utf-8" })).rejects.toMatchObject({ code: "wrong_encoding" });
    const given = await read(bytes, { encoding: "windows-1252", separator: ";" });
    expect(given).toEqual({ rows: [{ a: "é", b: 2 }], said: [] });
  });

  it("can be evaluated by its path", async () => {
    const path = join(folder, "data.csv");
    await writeFile(path, Buffer.from("resposta;certa\r\nSão Paulo;São Paulo\r\n", "latin1"));
    const result = await evaluate({
      data: path,
      predictions: "resposta",
      targets: "certa",
      modelType: "question-answering",
    });
    expect(result.metrics["exact_match/v1"]).toBe(1);
  });
});
