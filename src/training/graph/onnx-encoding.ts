/** Value of an ONNX node attribute; integers only, as nothing here needs more. */
export type OnnxAttribute = number | readonly number[];

/** One operation of an ONNX graph. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A dimension: a size, or a name for a size that is known when the graph runs. */
export type OnnxDimension = number | string;

/** An input or output of a graph. */
export interface OnnxValue {
  readonly name: string;
  readonly type: "float32" | "int64";
  readonly dims: readonly OnnxDimension[];
}

/** A constant of a graph: scalars as float32, shapes as int64 lists. */
export type OnnxConstant =
  { readonly name: string; readonly scalar: number } | { readonly name: string; readonly integers: readonly number[] };

/** All that {@link encodeOnnx} writes. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Dimensions of results that cannot be inferred from the operations. @default none */
  readonly known?: readonly OnnxValue[];
}

const IR_VERSION = 8;
const OPERATOR_SET = 18;
const ELEMENT_TYPES = { float32: 1, int64: 7 } as const;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/**
 * Writes a graph as the bytes of an ONNX model (protobuf; field numbers from onnx.proto3, IR version 8, opset 18).
 *
 * @example
 * const bytes = encodeOnnx({ nodes: [], constants: [], inputs: [], outputs: [] });
 */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  const body = Buffer.concat([
    ...graph.nodes.map((node) => bytesField(1, encodeNode(node))),
    bytesField(2, "tunelab"),
    ...graph.constants.map((constant) => bytesField(5, encodeConstant(constant))),
    ...graph.inputs.map((value) => bytesField(11, encodeValue(value))),
    ...graph.outputs.map((value) => bytesField(12, encodeValue(value))),
    ...(graph.known ?? []).map((value) => bytesField(13, encodeValue(value))),
  ]);
  return Buffer.concat([
    integerField(1, IR_VERSION),
    bytesField(8, integerField(2, OPERATOR_SET)),
    bytesField(7, body),
  ]);
}

function encodeNode(node: OnnxNode): Buffer {
  return Buffer.concat([
    ...node.inputs.map((name) => bytesField(1, name)),
    bytesField(2, node.output),
    bytesField(4, node.operator),
    ...Object.entries(node.attributes).map(([name, value]) => bytesField(5, encodeAttribute(name, value))),
  ]);
}

function encodeAttribute(name: string, value: OnnxAttribute): Buffer {
  return typeof value === "number"
    ? Buffer.concat([bytesField(1, name), integerField(3, value), integerField(20, ATTRIBUTE_INT)])
    : Buffer.concat([
        bytesField(1, name),
        ...value.map((item) => integerField(8, item)),
        integerField(20, ATTRIBUTE_INTS),
      ]);
}

function encodeConstant(constant: OnnxConstant): Buffer {
  if ("scalar" in constant) {
    const raw = Buffer.alloc(4);
    raw.writeFloatLE(constant.scalar);
    return Buffer.concat([integerField(2, ELEMENT_TYPES.float32), bytesField(8, constant.name), bytesField(9, raw)]);
  }
  const raw = Buffer.alloc(8 * constant.integers.length);
  constant.integers.forEach((item, i) => raw.writeBigInt64LE(BigInt(item), 8 * i));
  return Buffer.concat([
    integerField(1, constant.integers.length),
    integerField(2, ELEMENT_TYPES.int64),
    bytesField(8, constant.name),
    bytesField(9, raw),
  ]);
}

function encodeValue({ name, type, dims }: OnnxValue): Buffer {
  const shape = dims.map((dim) => bytesField(1, typeof dim === "number" ? integerField(1, dim) : bytesField(2, dim)));
  const tensor = Buffer.concat([integerField(1, ELEMENT_TYPES[type]), bytesField(2, Buffer.concat(shape))]);
  return Buffer.concat([bytesField(1, name), bytesField(2, bytesField(1, tensor))]);
}

function integerField(field: number, value: number): Buffer {
  return Buffer.concat([variableInteger(field << 3), variableInteger(value)]);
}

function bytesField(field: number, value: Uint8Array | string): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
  return Buffer.concat([variableInteger((field << 3) | 2), variableInteger(bytes.length), bytes]);
}

/** Protobuf's varint: 7 bits a byte, least significant first; negative numbers as 64-bit two's complement. */
function variableInteger(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
