/** A float32 tensor in row-major order: `data.length` is the product of `dims`. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Makes a tensor of zeros. */
export function zeros(dims: readonly number[]): FloatTensor {
  return { data: new Float32Array(dims.reduce((product, size) => product * size, 1)), dims };
}
