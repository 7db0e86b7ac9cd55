import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dequantize, type TensorTypeName } from "../../../src/training/index.js";

interface Golden {
  readonly cases: readonly {
    readonly type: TensorTypeName;
    readonly elements: number;
    readonly bytes: string;
    readonly float32: string;
  }[];
}

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/training/dequantization.json"), "utf8"),
) as Golden;

describe("dequantize", () => {
  it("has a case of every type that can be read", () => {
    expect(golden.cases.map(({ type }) => type).join(" ")).toBe("F32 F16 BF16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q4_K Q5_K Q6_K");
  });

  it.each(golden.cases)("gives the same bits as Python's gguf for $type", ({ type, elements, bytes, float32 }) => {
    const out = dequantize(type, Buffer.from(bytes, "base64"), new Float32Array(elements));
    expect(Buffer.from(out.buffer).toString("base64")).toBe(float32);
  });

  it("reads bytes that do not begin on a four-byte boundary", () => {
    const shifted = Buffer.concat([Buffer.alloc(1), Buffer.from([0, 0, 128, 63])]).subarray(1);
    expect([...dequantize("F32", shifted, new Float32Array(1))]).toEqual([1]);
  });

  it.each([
    { type: "Q4_0" as const, bytes: 17, elements: 32 },
    { type: "Q4_0" as const, bytes: 18, elements: 31 },
    { type: "Q6_K" as const, bytes: 210, elements: 512 },
    { type: "F16" as const, bytes: 3, elements: 1 },
  ])("refuses $bytes bytes of $type for $elements elements", ({ type, bytes, elements }) => {
    expect(() => dequantize(type, new Uint8Array(bytes), new Float32Array(elements))).toThrow(RangeError);
  });

  it("gives nothing for nothing", () => {
    expect(dequantize("Q4_K", new Uint8Array(0), new Float32Array(0)).length).toBe(0);
  });
});
