import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  dedupeRows,
  parseCsv,
  readCsv,
  readJsonl,
  readLines,
  sampleRows,
  splitDataset,
  streamJsonl,
  toJsonl,
  type JsonLine,
} from "../../src/datasets/index.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-files-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(content: string | Buffer, name = "data.jsonl"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

describe("files that are not UTF-8", () => {
  it.each<[string, (path: string) => Promise<unknown>, string, string]>([
    [
      "readCsv that is told to take UTF-8",
      (path) => readCsv(path, { encoding: "utf-8" }),
      "name,n\nAna,1\nJosé,2\n",
      "Line 3 of FILE is not UTF-8: byte 4 is 0xE9; the text is probably Latin-1 (ISO 8859-1) or Windows-1252.",
    ],
    [
      "readCsv where the bytes are no Windows-1252 either",
      readCsv,
      "name,n\nJosé,\x81\n",
      "Line 2 of FILE is not UTF-8: byte 4 is 0xE9; the text is probably Windows-1252.",
    ],
    [
      "readJsonl",
      readJsonl,
      '{"a":1}\n{"a":"5 \x80"}',
      "Line 2 of FILE is not UTF-8: byte 9 is 0x80; the text is probably Windows-1252.",
    ],
    [
      "readJsonl, of a file that is compressed",
      readJsonl,
      gzipSync('{"a":1}').toString("latin1"),
      "Line 1 of FILE is not UTF-8: byte 2 is 0x8B; the file is compressed by gzip.",
    ],
  ])("are refused by %s with line and byte", async (_, read, text, message) => {
    const path = join(folder, "old.txt");
    await writeFile(path, Buffer.from(text, "latin1"));
    await expect(read(path)).rejects.toMatchObject({ code: "wrong_encoding", message: message.replace("FILE", path) });
  });

  it("are named in the right line behind a megabyte of good ones", async () => {
    const path = join(folder, "long.jsonl");
    const good = '{"a":"é"}\r\n'.repeat(150_000);
    await writeFile(
      path,
      Buffer.concat([Buffer.from(good), Buffer.from('{"a":"é"}', "latin1"), Buffer.from(`\n${good}`)]),
    );
    const broken: number[] = [];
    let lines = 0;
    for await (const entry of streamJsonl(path)) {
      lines++;
      if ("error" in entry) broken.push(entry.line);
    }
    expect([broken, lines]).toEqual([[150_001], 300_001]);
  });
});

describe("JSONL", () => {
  it.each([
    ["with a BOM", '\ufeff{"a":1}\n{"a":2}\n'],
    ["with CRLF", '{"a":1}\r\n{"a":2}\r\n'],
    ["without a last line end", '{"a":1}\n{"a":2}'],
    ["with BOM, CRLF and no last line end", '\ufeff{"a":1}\r\n{"a":2}'],
    ["with empty lines", '\n{"a":1}\n\n  \n{"a":2}\n\n'],
  ])("is read %s", async (_, content) => {
    expect(await readJsonl(await file(content))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("may be empty or a lone BOM", async () => {
    expect(await readJsonl(await file(""))).toEqual([]);
    expect(await readJsonl(await file("\ufeff"))).toEqual([]);
  });

  it("keeps characters that lie across the border of two reads", async () => {
    const long = "é".repeat((1 << 19) + 1);
    expect(await readJsonl(await file(`${JSON.stringify(long)}\n${JSON.stringify(`a${long}`)}`))).toEqual([
      long,
      `a${long}`,
    ]);
  });

  it("names the broken line and goes on when streamed", async () => {
    const lines = Array.from({ length: 9 }, (_, index) => (index === 6 ? '{"a": oops}' : `{"a":${index}}`));
    const path = await file(lines.join("\n"));
    const entries = await collect<JsonLine>(streamJsonl(path));
    expect(entries).toHaveLength(9);
    expect(entries.filter((entry) => "error" in entry).map(({ line }) => line)).toEqual([7]);
    await expect(readJsonl(path)).rejects.toMatchObject({
      code: "broken_line",
      message: expect.stringContaining("Line 7 of"),
    });
  });

  it("counts lines as an editor does, empty ones included", async () => {
    const entries = await collect(streamJsonl(await file('{"a":1}\n\n\nnope')));
    expect(entries.map(({ line }) => line)).toEqual([1, 4]);
  });

  it("explains a file that is missing, a folder and UTF-16", async () => {
    await expect(readJsonl(join(folder, "none.jsonl"))).rejects.toMatchObject({ code: "file_not_found" });
    await expect(readJsonl(folder)).rejects.toMatchObject({ code: "not_a_file" });
    await expect(readJsonl(await file(Buffer.from('\ufeff{"a":1}', "utf16le")))).rejects.toMatchObject({
      code: "wrong_encoding",
    });
    const unmarked = Buffer.from('{"a": "no mark"}', "utf16le");
    for (const bytes of [unmarked, Buffer.from(unmarked).swap16()]) {
      await expect(readCsv(await file(bytes))).rejects.toMatchObject({ code: "wrong_encoding" });
    }
  });

  it("survives writing and reading", async () => {
    const values = [{ text: "a\nb\u2028😀" }, [null], "x"];
    expect(await readJsonl(await file(toJsonl(values)))).toEqual(values);
  });

  it("of 200 MB is read at bounded memory", async () => {
    const path = join(folder, "large.jsonl");
    const line = `${JSON.stringify({ messages: [{ role: "user", content: "x".repeat(10_000) }] })}\n`;
    const block = line.repeat(100);
    const stream = createWriteStream(path);
    for (let written = 0; written < 200 * 2 ** 20; written += block.length) {
      if (!stream.write(block)) await once(stream, "drain");
    }
    stream.end();
    await once(stream, "close");
    const before = process.memoryUsage().rss;
    let count = 0;
    let most = 0;
    for await (const { text } of readLines(path)) {
      count += text.length > 0 ? 1 : 0;
      if (count % 5_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(count).toBe(Math.ceil((200 * 2 ** 20) / block.length) * 100);
    expect(most / 2 ** 20).toBeLessThan(150);
  });
});

describe("CSV", () => {
  it("is read with quotes, line breaks in cells, BOM and CRLF", async () => {
    const path = await file('\ufeffname,text\r\na,"one, ""two"""\r\nb,"first\nsecond"\r\n', "a.csv");
    expect(await readCsv(path)).toEqual([
      { name: "a", text: 'one, "two"' },
      { name: "b", text: "first\nsecond" },
    ]);
  });

  it("reads a job's results with missing values as null", () => {
    expect(parseCsv("step,train_loss,valid_loss\n1,2.5,\n2,1e-3,0.75")).toEqual([
      { step: 1, train_loss: 2.5, valid_loss: null },
      { step: 2, train_loss: 0.001, valid_loss: 0.75 },
    ]);
  });

  it("keeps a column as text when one cell is no number, and all of it when asked", () => {
    expect(parseCsv("a\n1\nx")).toEqual([{ a: "1" }, { a: "x" }]);
    expect(parseCsv("a\n007", { asText: true })).toEqual([{ a: "007" }]);
    expect(parseCsv("a;b\n1;2", { separator: ";" })).toEqual([{ a: 1, b: 2 }]);
    expect(parseCsv("")).toEqual([]);
    expect(parseCsv("a,b")).toEqual([]);
  });

  it("names the line with too many cells and the quote that stays open", () => {
    expect(() => parseCsv("a,b\n1,2\n1,2,3")).toThrow(
      expect.objectContaining({ message: expect.stringContaining("Line 3") }),
    );
    expect(() => parseCsv('a\n"open')).toThrow(
      expect.objectContaining({ message: expect.stringContaining("never closed") }),
    );
  });
});

describe("rows", () => {
  const rows = Array.from({ length: 103 }, (_, index) => index);

  it("are split into parts that together are all of them", () => {
    const { training, validation } = splitDataset(rows, { validationShare: 0.2, seed: 7 });
    expect(validation).toHaveLength(21);
    expect([...training, ...validation].sort((a, b) => a - b)).toEqual(rows);
    expect(splitDataset(rows, { validationShare: 0.2, seed: 7 })).toEqual({ training, validation });
    expect(splitDataset(rows, { validationShare: 0.2, seed: 8 }).validation).not.toEqual(validation);
    expect(splitDataset([1], { validationShare: 0 })).toEqual({ training: [1], validation: [] });
    expect(() => splitDataset(rows, { validationShare: 20 })).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });

  it.each([
    { count: 2, validationShare: 0.15, sizes: [1, 1] },
    { count: 3, validationShare: 0.15, sizes: [2, 1] },
    { count: 3, validationShare: 0.9, sizes: [1, 2] },
    { count: 2, validationShare: 0, sizes: [2, 0] },
    { count: 2, validationShare: 1, sizes: [0, 2] },
    { count: 0, validationShare: 0, sizes: [0, 0] },
  ])("$count at a share of $validationShare become $sizes: no part is empty that was asked for", (asked) => {
    const { training, validation } = splitDataset(rows.slice(0, asked.count), asked);
    expect([training.length, validation.length]).toEqual(asked.sizes);
  });

  it.each([0, 1])("are refused where %i rows are to become two parts", (count) => {
    expect(() => splitDataset(rows.slice(0, count))).toThrow(
      expect.objectContaining({
        code: "too_few_rows",
        message: `There are ${count} rows, too few for a training and a validation part.`,
      }),
    );
  });

  it("are drawn without repetition, the same for the same seed", () => {
    const drawn = sampleRows(rows, 10, { seed: 3 });
    expect(new Set(drawn).size).toBe(10);
    expect(sampleRows(rows, 10, { seed: 3 })).toEqual(drawn);
    expect(() => sampleRows(rows, 104)).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  it("are kept once, the first of each", () => {
    expect(
      dedupeRows([
        { q: "a", n: 1 },
        { q: "a", n: 1 },
        { q: "a", n: 2 },
      ]),
    ).toHaveLength(2);
    expect(
      dedupeRows(
        [
          { q: "a", n: 1 },
          { q: "a", n: 2 },
        ],
        ({ q }) => q,
      ),
    ).toEqual([{ q: "a", n: 1 }]);
  });
});
