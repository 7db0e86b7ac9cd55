import { tensorType, type TensorTypeName } from "./tensor-types.js";

/** Reads whole blocks from `bytes` and writes float32 values to `out`. */
type Dequantizer = (bytes: Uint8Array, out: Float32Array) => void;

const round = Math.fround;

let halfTable: Float32Array | undefined;

/** All 65,536 IEEE half-precision values, indexed by their bits: a look-up is the fastest conversion in JavaScript. */
function halfValues(): Float32Array {
  if (halfTable) return halfTable;
  const table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else if (exponent === 31) table[bits] = fraction ? NaN : sign * Infinity;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return (halfTable = table);
}

function float32(bytes: Uint8Array, out: Float32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(4 * i, true);
}

function float16(bytes: Uint8Array, out: Float32Array): void {
  const half = halfValues();
  for (let i = 0; i < out.length; i++) out[i] = half[bytes[2 * i]! | (bytes[2 * i + 1]! << 8)]!;
}

function bfloat16(bytes: Uint8Array, out: Float32Array): void {
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < out.length; i++) bits[i] = (bytes[2 * i]! | (bytes[2 * i + 1]! << 8)) << 16;
}

function q8_0(bytes: Uint8Array, out: Float32Array): void {
  const half = halfValues();
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let o = 0, p = 0; o < out.length; o += 32, p += 34) {
    const scale = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    for (let j = 0; j < 32; j++) out[o + j] = scale * signed[p + 2 + j]!;
  }
}

function q4_0(bytes: Uint8Array, out: Float32Array): void {
  const half = halfValues();
  for (let o = 0, p = 0; o < out.length; o += 32, p += 18) {
    const scale = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    for (let j = 0; j < 16; j++) {
      const pair = bytes[p + 2 + j]!;
      out[o + j] = scale * ((pair & 15) - 8);
      out[o + j + 16] = scale * ((pair >> 4) - 8);
    }
  }
}

function q4_1(bytes: Uint8Array, out: Float32Array): void {
  const half = halfValues();
  for (let o = 0, p = 0; o < out.length; o += 32, p += 20) {
    const scale = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const minimum = half[bytes[p + 2]! | (bytes[p + 3]! << 8)]!;
    for (let j = 0; j < 16; j++) {
      const pair = bytes[p + 4 + j]!;
      out[o + j] = round(scale * (pair & 15)) + minimum;
      out[o + j + 16] = round(scale * (pair >> 4)) + minimum;
    }
  }
}

/** The fifth bits of 32 values, least significant first. */
function fifthBits(bytes: Uint8Array, p: number): number {
  return bytes[p]! | (bytes[p + 1]! << 8) | (bytes[p + 2]! << 16) | (bytes[p + 3]! << 24);
}

function q5_0(bytes: Uint8Array, out: Float32Array): void {
  const half = halfValues();
  for (let o = 0, p = 0; o < out.length; o += 32, p += 22) {
    const scale = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const high = fifthBits(bytes, p + 2);
    for (let j = 0; j < 16; j++) {
      const pair = bytes[p + 6 + j]!;
      out[o + j] = scale * (((pair & 15) | (((high >>> j) & 1) << 4)) - 16);
      out[o + j + 16] = scale * (((pair >> 4) | (((high >>> (j + 16)) & 1) << 4)) - 16);
    }
  }
}

function q5_1(bytes: Uint8Array, out: Float32Array): void {
  const half = halfValues();
  for (let o = 0, p = 0; o < out.length; o += 32, p += 24) {
    const scale = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const minimum = half[bytes[p + 2]! | (bytes[p + 3]! << 8)]!;
    const high = fifthBits(bytes, p + 4);
    for (let j = 0; j < 16; j++) {
      const pair = bytes[p + 8 + j]!;
      out[o + j] = round(scale * ((pair & 15) | (((high >>> j) & 1) << 4))) + minimum;
      out[o + j + 16] = round(scale * ((pair >> 4) | (((high >>> (j + 16)) & 1) << 4))) + minimum;
    }
  }
}

/** Q4_K and Q5_K: 8 sub-blocks of 32 values, each with a 6-bit scale and a 6-bit minimum packed into 12 bytes. */
function kQuant(
  bytes: Uint8Array,
  out: Float32Array,
  blockBytes: number,
  lowBitsAt: number,
  highBitsAt?: number,
): void {
  const half = halfValues();
  for (let o = 0, p = 0; o < out.length; o += 256, p += blockBytes) {
    const scale = half[bytes[p]! | (bytes[p + 1]! << 8)]!;
    const minimumScale = half[bytes[p + 2]! | (bytes[p + 3]! << 8)]!;
    const s = p + 4;
    for (let j = 0; j < 8; j++) {
      const subScale = j < 4 ? bytes[s + j]! & 63 : (bytes[s + j + 4]! & 15) | ((bytes[s + j - 4]! >> 6) << 4);
      const subMinimum = j < 4 ? bytes[s + j + 4]! & 63 : (bytes[s + j + 4]! >> 4) | ((bytes[s + j]! >> 6) << 4);
      const factor = round(scale * subScale);
      const offset = round(minimumScale * subMinimum);
      const low = p + lowBitsAt + (j >> 1) * 32;
      for (let i = 0; i < 32; i++) {
        let q = j & 1 ? bytes[low + i]! >> 4 : bytes[low + i]! & 15;
        if (highBitsAt !== undefined) q |= ((bytes[p + highBitsAt + i]! >> j) & 1) << 4;
        out[o + 32 * j + i] = round(factor * q) - offset;
      }
    }
  }
}

/** Q6_K: 16 sub-blocks of 16 values with 8-bit scales; 4 low and 2 high bits are stored apart. */
function q6_k(bytes: Uint8Array, out: Float32Array): void {
  const half = halfValues();
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let o = 0, p = 0; o < out.length; o += 256, p += 210) {
    const scale = half[bytes[p + 208]! | (bytes[p + 209]! << 8)]!;
    for (let part = 0; part < 2; part++) {
      const low = p + part * 64;
      const high = p + 128 + part * 32;
      const to = o + part * 128;
      for (let i = 0; i < 32; i++) {
        const s = p + 192 + part * 8 + (i >> 4);
        const bits = bytes[high + i]!;
        const a = bytes[low + i]!;
        const b = bytes[low + i + 32]!;
        out[to + i] = round(scale * signed[s]!) * (((a & 15) | ((bits & 3) << 4)) - 32);
        out[to + i + 32] = round(scale * signed[s + 2]!) * (((b & 15) | (((bits >> 2) & 3) << 4)) - 32);
        out[to + i + 64] = round(scale * signed[s + 4]!) * (((a >> 4) | (((bits >> 4) & 3) << 4)) - 32);
        out[to + i + 96] = round(scale * signed[s + 6]!) * (((b >> 4) | ((bits >> 6) << 4)) - 32);
      }
    }
  }
}

const DEQUANTIZERS: Readonly<Record<TensorTypeName, Dequantizer>> = {
  F32: float32,
  F16: float16,
  BF16: bfloat16,
  Q4_0: q4_0,
  Q4_1: q4_1,
  Q5_0: q5_0,
  Q5_1: q5_1,
  Q8_0: q8_0,
  Q4_K: (bytes, out) => kQuant(bytes, out, 144, 16),
  Q5_K: (bytes, out) => kQuant(bytes, out, 176, 48, 16),
  Q6_K: q6_k,
};

/**
 * Turns stored tensor bytes into float32 values, bit for bit as Python's `gguf` 0.19.0 does.
 *
 * `bytes` holds whole blocks of the type, `out` as many elements as those blocks have; both are checked.
 * Rounds to float32 after each operation where the reference does. Throws a `RangeError` when sizes disagree.
 *
 * @example
 * dequantize("F16", Uint8Array.of(0x00, 0x3c), new Float32Array(1)); // Float32Array [1]
 */
export function dequantize(type: TensorTypeName, bytes: Uint8Array, out: Float32Array): Float32Array {
  const { blockSize, blockBytes } = tensorType(type);
  if (out.length % blockSize !== 0 || bytes.length !== (out.length / blockSize) * blockBytes) {
    throw new RangeError(`${bytes.length} bytes of ${type} do not hold ${out.length} elements.`);
  }
  DEQUANTIZERS[type](bytes, out);
  return out;
}
