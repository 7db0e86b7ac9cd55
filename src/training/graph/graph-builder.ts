import {
  encodeOnnx,
  type OnnxAttribute,
  type OnnxConstant,
  type OnnxDimension,
  type OnnxNode,
  type OnnxValue,
} from "./onnx-encoding.js";

/** Name of a value in a graph under construction. */
export type Value = string & { readonly __graphValue: unique symbol };

/** A finished graph: ONNX bytes and the names to feed and to fetch. */
export interface Graph {
  readonly onnx: Uint8Array;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Builds an ONNX graph operation by operation; each method adds one and returns its result's name.
 *
 * Matrices are row-major; `gemm` is for two dimensions, `matmul` for stacks of matrices. Reductions run over
 * the last dimension and keep it with size 1.
 *
 * @example
 * const g = new GraphBuilder();
 * const x = g.input("x", ["n", 4]);
 * g.output("y", g.scale(x, 2), ["n", 4]);
 * g.build().onnx; // runs in onnxruntime
 */
export class GraphBuilder {
  readonly #nodes: { operator: string; inputs: Value[]; output: Value; attributes: Record<string, OnnxAttribute> }[] =
    [];
  readonly #inputs = new Map<string, OnnxValue>();
  readonly #outputs: { value: Value; declaration: OnnxValue }[] = [];
  readonly #constants = new Map<string, OnnxConstant>();
  readonly #known: { value: Value; dims: readonly OnnxDimension[] }[] = [];
  #count = 0;

  /** Declares an input, or returns the one that has this name already. */
  input(name: string, dims: readonly OnnxDimension[]): Value {
    if (!this.#inputs.has(name)) this.#inputs.set(name, { name, type: "float32", dims });
    return name as Value;
  }

  output(name: string, value: Value, dims: readonly OnnxDimension[], type: "float32" | "int64" = "float32"): void {
    this.#outputs.push({ value, declaration: { name, type, dims } });
  }

  /** `a·b`, with either one transposed first where asked. */
  gemm(a: Value, b: Value, transpose: { readonly a?: boolean; readonly b?: boolean } = {}): Value {
    return this.#add("Gemm", [a, b], { transA: transpose.a ? 1 : 0, transB: transpose.b ? 1 : 0 });
  }

  matmul(a: Value, b: Value): Value {
    return this.#add("MatMul", [a, b]);
  }

  add(a: Value, b: Value): Value {
    return this.#add("Add", [a, b]);
  }

  subtract(a: Value, b: Value): Value {
    return this.#add("Sub", [a, b]);
  }

  multiply(a: Value, b: Value): Value {
    return this.#add("Mul", [a, b]);
  }

  scale(a: Value, factor: number): Value {
    return this.#add("Mul", [a, this.#scalar(factor)]);
  }

  addNumber(a: Value, number: number): Value {
    return this.#add("Add", [a, this.#scalar(number)]);
  }

  sigmoid(a: Value): Value {
    return this.#add("Sigmoid", [a]);
  }

  softmax(a: Value): Value {
    return this.#add("Softmax", [a], { axis: -1 });
  }

  log(a: Value): Value {
    return this.#add("Log", [a]);
  }

  /** `1 / sqrt(a)`. */
  inverseSquareRoot(a: Value): Value {
    return this.#add("Reciprocal", [this.#add("Sqrt", [a])]);
  }

  mean(a: Value): Value {
    return this.#add("ReduceMean", [a, this.#integers([-1])], { keepdims: 1 });
  }

  sum(a: Value): Value {
    return this.#add("ReduceSum", [a, this.#integers([-1])], { keepdims: 1 });
  }

  max(a: Value): Value {
    return this.#add("ReduceMax", [a, this.#integers([-1])], { keepdims: 1 });
  }

  /** Index of the largest element of each row, as int64. */
  argMax(a: Value): Value {
    return this.#add("ArgMax", [a], { axis: -1, keepdims: 0 });
  }

  /**
   * New dimensions: -1 for what is left, 0 to keep the dimension at that place; `names` names these in order.
   *
   * The names are written into the graph: onnxruntime hands the memory of a value on to a later one only when it knows
   * that both have the same dimensions, and compares each new value with all those that found no heir. Without names
   * the time to make a session grows with the square of the number of layers, and values take more memory.
   */
  reshape(a: Value, dims: readonly number[], ...names: readonly string[]): Value {
    const value = this.#add("Reshape", [a, this.#integers(dims)]);
    let next = 0;
    const named = dims.map((dim) => (dim > 0 ? dim : names[next++]));
    if (named.every((dim) => dim !== undefined)) this.#known.push({ value, dims: named });
    return value;
  }

  transpose(a: Value, order: readonly number[]): Value {
    return this.#add("Transpose", [a], { perm: order });
  }

  /** Encodes the graph; a value that is an output takes the output's name. */
  build(): Graph {
    const names = new Map(this.#outputs.map(({ value, declaration }) => [value, declaration.name]));
    const nameOf = (value: Value): string => names.get(value) ?? value;
    const nodes: OnnxNode[] = this.#nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(nameOf),
      output: nameOf(node.output),
    }));
    const onnx = encodeOnnx({
      nodes,
      constants: [...this.#constants.values()],
      inputs: [...this.#inputs.values()],
      outputs: this.#outputs.map(({ declaration }) => declaration),
      known: this.#known.map(({ value, dims }) => ({ name: nameOf(value), type: "float32", dims })),
    });
    return {
      onnx,
      inputs: [...this.#inputs.keys()],
      outputs: this.#outputs.map(({ declaration }) => declaration.name),
    };
  }

  #add(operator: string, inputs: Value[], attributes: Record<string, OnnxAttribute> = {}): Value {
    const output = `value_${this.#count++}` as Value;
    this.#nodes.push({ operator, inputs, output, attributes });
    return output;
  }

  #scalar(number: number): Value {
    const name = `number_${number}`;
    if (!this.#constants.has(name)) this.#constants.set(name, { name, scalar: number });
    return name as Value;
  }

  #integers(integers: readonly number[]): Value {
    const name = `shape_${integers.join("_")}`;
    if (!this.#constants.has(name)) this.#constants.set(name, { name, integers });
    return name as Value;
  }
}
