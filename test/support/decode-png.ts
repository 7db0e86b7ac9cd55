import { inflateSync } from "node:zlib";

/** Pixels of a PNG, four bytes each. */
export interface DecodedPng {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

const SIGNATURE = "89504e470d0a1a0a";

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [dLeft, dUp, dCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (dLeft <= dUp && dLeft <= dCorner) return left;
  return dUp <= dCorner ? up : corner;
}

const PREDICTORS: readonly ((left: number, up: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

/** Decodes a PNG of eight bits a channel with opacity, not interlaced (ISO/IEC 15948); throws for any other. */
export function decodePng(bytes: Buffer): DecodedPng {
  if (bytes.subarray(0, 8).toString("hex") !== SIGNATURE) throw new Error("not a PNG");
  const chunks: Buffer[] = [];
  let [width, height] = [0, 0];
  for (let offset = 8; offset < bytes.length;) {
    const length = bytes.readUInt32BE(offset);
    const type = bytes.toString("latin1", offset + 4, offset + 8);
    const data = bytes.subarray(offset + 8, offset + 8 + length);
    if (type === "IHDR") {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      if (data[8] !== 8 || data[9] !== 6 || data[12] !== 0) throw new Error("not an eight-bit RGBA PNG");
    }
    if (type === "IDAT") chunks.push(data);
    offset += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(chunks));
  const stride = width * 4;
  const rgba = new Uint8Array(stride * height);
  for (let row = 0; row < height; row++) {
    const predict = PREDICTORS[raw[row * (stride + 1)]!]!;
    for (let i = 0; i < stride; i++) {
      const left = i < 4 ? 0 : rgba[row * stride + i - 4]!;
      const up = row === 0 ? 0 : rgba[(row - 1) * stride + i]!;
      const corner = i < 4 || row === 0 ? 0 : rgba[(row - 1) * stride + i - 4]!;
      rgba[row * stride + i] = raw[row * (stride + 1) + 1 + i]! + predict(left, up, corner);
    }
  }
  return { width, height, rgba };
}
