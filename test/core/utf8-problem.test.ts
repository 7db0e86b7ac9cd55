import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findUtf8Problem } from "../../src/core/index.js";

const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));

describe("bytes that are not UTF-8", () => {
  it.each<[string, Buffer, string]>([
    [
      "Latin-1",
      Buffer.from("café au lait", "latin1"),
      "byte 4 is 0xE9; the text is probably Latin-1 (ISO 8859-1) or Windows-1252",
    ],
    [
      "Latin-1 at the end of a sentence",
      bytes("ol", [0xe1, 0x21]),
      "byte 3 is 0xE1; the text is probably Latin-1 (ISO 8859-1) or Windows-1252",
    ],
    ["Windows-1252", bytes("5 ", [0x80], " or ", [0xe9]), "byte 3 is 0x80; the text is probably Windows-1252"],
    ["a character cut by the end", bytes("é 5 ", [0xe2, 0x82]), "byte 6 is 0xE2; a character was cut in two there"],
    [
      "a character cut inside",
      bytes("é ", [0xf0, 0x9f, 0x98], " b"),
      "byte 4 is 0xF0; a character was cut in two there",
    ],
    [
      "CESU-8",
      bytes("a", [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]),
      "byte 2 is 0xED; the text is probably CESU-8, which writes an emoji in two halves, as Java and Oracle do",
    ],
    [
      "UTF-16 of Notepad and PowerShell",
      Buffer.from("\uFEFF{}", "utf16le"),
      'byte 1 is 0xFF; the text is UTF-16, which Windows calls "Unicode"',
    ],
    [
      "UTF-16, the high bytes first",
      bytes([0xfe, 0xff, 0x00, 0x7b]),
      'byte 1 is 0xFE; the text is UTF-16, which Windows calls "Unicode"',
    ],
    [
      "an overlong slash",
      bytes([0xc0, 0xaf]),
      "byte 1 is 0xC0; the text is probably Latin-1 (ISO 8859-1) or Windows-1252",
    ],
    ["gzip", gzipSync("a"), "byte 2 is 0x8B; the file is compressed by gzip"],
    ["a ZIP archive", bytes("PK", [3, 4, 0xe9]), "byte 5 is 0xE9; the file is a ZIP archive, as Excel's .xlsx is"],
    ["Parquet", bytes("PAR1", [0x15, 0x84]), "byte 6 is 0x84; the file is a Parquet file"],
  ])("are named: %s", (_, text, message) => {
    expect(findUtf8Problem(text)?.message).toBe(message);
  });

  it("are found wherever they are, and nowhere in UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.constantFrom(0xff, 0xfe, 0xc0, 0xf8), (before, wrong) => {
        const text = Buffer.from(before);
        expect(findUtf8Problem(text)).toBeUndefined();
        expect(findUtf8Problem(bytes(before, [wrong], "é"))?.byte).toBe(text.length + 1);
      }),
    );
  });
});
