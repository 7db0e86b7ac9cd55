import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The TTF files of the font that pictures are drawn with: Arimo, whose letters are as wide as Arial's. */
export const FONT_FILES = {
  regular: require.resolve("@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf"),
  bold: require.resolve("@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf"),
  italic: require.resolve("@expo-google-fonts/arimo/400Regular_Italic/Arimo_400Regular_Italic.ttf"),
  boldItalic: require.resolve("@expo-google-fonts/arimo/700Bold_Italic/Arimo_700Bold_Italic.ttf"),
} as const;

/** How wide the letters of one font are. */
export interface FontMetrics {
  /** Width of a character in ems, or `undefined` where the font has no such character. */
  advance(codePoint: number): number | undefined;
}

function tableOffsets(font: DataView): Map<string, number> {
  const offsets = new Map<string, number>();
  for (let i = 0; i < font.getUint16(4); i++) {
    const record = 12 + i * 16;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => font.getUint8(record + byte)));
    offsets.set(tag, font.getUint32(record + 8));
  }
  return offsets;
}

/** Character to glyph number, from the first `cmap` subtable of format 4 (Unicode's basic plane). */
function readCharacterMap(font: DataView, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>();
  const subtables = Array.from({ length: font.getUint16(cmap + 2) }, (_, i) => cmap + font.getUint32(cmap + 8 + i * 8));
  const table = subtables.find((offset) => font.getUint16(offset) === 4);
  if (table === undefined) return glyphs;
  const segmentBytes = font.getUint16(table + 6);
  const [ends, starts] = [table + 14, table + 16 + segmentBytes];
  const [deltas, rangeOffsets] = [starts + segmentBytes, starts + 2 * segmentBytes];
  for (let i = 0; i < segmentBytes; i += 2) {
    const [start, end] = [font.getUint16(starts + i), font.getUint16(ends + i)];
    const rangeOffset = font.getUint16(rangeOffsets + i);
    for (let code = start; code <= end && code < 0xffff; code++) {
      const listed = rangeOffset === 0 ? code : font.getUint16(rangeOffsets + i + rangeOffset + 2 * (code - start));
      const glyph = listed === 0 ? 0 : (listed + font.getUint16(deltas + i)) & 0xffff;
      if (glyph !== 0) glyphs.set(code, glyph);
    }
  }
  return glyphs;
}

/**
 * Reads the widths of a TrueType font's characters (OpenType 1.9, tables cmap, head, hhea and hmtx).
 *
 * @example
 * readFontMetrics(FONT_FILES.regular).advance(0x41); // 0.6669921875, the width of "A"
 */
export function readFontMetrics(file: string): FontMetrics {
  const bytes = readFileSync(file);
  const font = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = tableOffsets(font);
  const glyphs = readCharacterMap(font, offsets.get("cmap")!);
  const unitsPerEm = font.getUint16(offsets.get("head")! + 18);
  const metricCount = font.getUint16(offsets.get("hhea")! + 34);
  const widths = offsets.get("hmtx")!;
  return {
    advance(codePoint) {
      const glyph = glyphs.get(codePoint);
      if (glyph === undefined) return undefined;
      return font.getUint16(widths + 4 * Math.min(glyph, metricCount - 1)) / unitsPerEm;
    },
  };
}
