import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TunelabError, seededRandom } from "../../../src/core/index.js";
import { GgufFile, openModel, writeGguf } from "../../../src/training/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { writeTinyModel } from "../tiny-model.js";

const folder = temporaryFolder();
let count = 0;
const newPath = (): string => join(folder, `${count++}.gguf`);

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: bigint | number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const header = (tensors: bigint | number, entries: bigint | number, version = 3): Buffer =>
  Buffer.concat([Buffer.from("GGUF"), u32(version), u64(tensors), u64(entries)]);

function refusal(...parts: Buffer[]): TunelabError {
  const path = newPath();
  writeFileSync(path, Buffer.concat(parts));
  try {
    GgufFile.open(path).close();
  } catch (error) {
    if (TunelabError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("The file was accepted.");
}

describe("a GGUF file", () => {
  it("is read as it was written: metadata of every kind and tensors in order", () => {
    const path = newPath();
    writeGguf(
      path,
      new Map([
        ["general.name", { type: "string", value: "café 🙂" }],
        ["count", { type: "uint32", value: 4_000_000_000 }],
        ["rate", { type: "float64", value: 0.1 }],
        ["half", { type: "float32", value: 0.5 }],
        ["yes", { type: "bool", value: true }],
        ["words", { type: "strings", value: ["a", "", "bc"] }],
        ["numbers", { type: "int32s", value: [-1, 2] }],
        ["long", { type: "strings", value: Array.from({ length: 300 }, String) }],
      ]),
      [
        { name: "first", shape: [3], data: Float32Array.of(1, 2, 3) },
        { name: "second", shape: [2, 2], data: Float32Array.of(4, 5, 6, 7) },
      ],
    );
    const file = GgufFile.open(path);
    expect(Object.fromEntries(file.metadata)).toEqual({
      "general.name": "café 🙂",
      count: 4_000_000_000,
      rate: 0.1,
      half: 0.5,
      yes: true,
      words: ["a", "", "bc"],
      numbers: [-1, 2],
      long: { skippedItems: 300 },
    });
    expect([...file.readTensor("first")]).toEqual([1, 2, 3]);
    expect([...file.readTensor("second")]).toEqual([4, 5, 6, 7]);
    expect(file.tensors.get("second")!.shape).toEqual([2, 2]);
    file.close();
  });

  it("that is not there is named", () => {
    expect(() => GgufFile.open(join(folder, "no-such.gguf"))).toThrow(/no-such\.gguf cannot be opened/);
    expect(() => GgufFile.open(folder)).toThrow(TunelabError);
  });

  const oneTensor = (shape: (bigint | number)[], type: number, offset: bigint | number): Buffer[] => [
    header(1, 0),
    text("t"),
    u32(shape.length),
    ...shape.map(u64),
    u32(type),
    u64(offset),
    Buffer.alloc(256),
  ];

  it.each([
    ["empty", [Buffer.alloc(0)], "only 0 bytes"],
    ["another format", [Buffer.from("PK\u0003\u0004".padEnd(40, "x"))], "letters GGUF"],
    ["a byte-order mark", [Buffer.from("\ufeffGGUF".padEnd(40, "x"))], "letters GGUF"],
    ["a version of the future", [header(0, 0, 9)], "version is 9"],
    ["big-endian", [Buffer.from("GGUF"), Buffer.of(0, 0, 0, 3), u64(0), u64(0)], "version is 50331648"],
    ["more tensors than a file can have", [header(2n ** 63n, 0)], "tensors"],
    ["more metadata than a file can have", [header(0, 2n ** 40n)], "metadata entries"],
    ["a key longer than the file", [header(0, 1), u64(60_000)], "are left"],
    ["a key longer than any key", [header(0, 1), u64(2n ** 62n)], "more than"],
    ["a text longer than the file", [header(0, 1), text("k"), u32(8), u64(1_000_000)], "are left"],
    ["an array longer than the file", [header(0, 1), text("k"), u32(9), u32(4), u64(2n ** 50n)], "are left"],
    ["an array of texts longer than the file", [header(0, 1), text("k"), u32(9), u32(8), u64(1000)], "are left"],
    [
      "arrays in arrays in arrays",
      [header(0, 1), text("k"), u32(9), ...Array.from({ length: 50 }, () => Buffer.concat([u32(9), u64(1)]))],
      "nests",
    ],
    ["an unknown type of metadata", [header(0, 1), text("k"), u32(13)], "unknown type 13"],
    ["a key twice", [header(0, 2), text("k"), u32(7), Buffer.of(1), text("k"), u32(7), Buffer.of(1)], "twice"],
    ["cut short in a number", [header(0, 1), text("k"), u32(12), Buffer.alloc(3)], "ends at byte"],
    ["no dimensions", oneTensor([], 0, 0), "0 dimensions"],
    ["five dimensions", oneTensor([1, 1, 1, 1, 1], 0, 0), "5 dimensions"],
    ["a dimension of zero", oneTensor([0], 0, 0), "shape 0"],
    ["a shape whose product overflows", oneTensor([2n ** 40n, 2n ** 40n], 0, 0), "shape"],
    ["a tensor past the end", oneTensor([1000], 0, 0), "after the file's end"],
    ["an offset past the end", oneTensor([1], 0, 2n ** 62n), "begins at byte"],
    ["rows that are no whole blocks", oneTensor([33], 2, 0), "no multiple"],
  ] as const)("with %s is refused", (_name, parts, message) => {
    const error = refusal(...parts);
    expect(error.code).toBe("invalid_gguf");
    expect(error.message).toContain(message);
    expect(error.hint).not.toBe("");
  });

  it("with the same tensor twice is refused", () => {
    const tensor = [text("t"), u32(1), u64(1), u32(0), u64(0)];
    expect(refusal(header(2, 0), ...tensor, ...tensor, Buffer.alloc(64)).message).toContain("tensor t twice");
  });

  it("with a strange alignment is refused", () => {
    const entry = (value: number) => [header(0, 1), text("general.alignment"), u32(4), u32(value)];
    expect(refusal(...entry(0)).message).toContain("alignment is 0");
  });

  it("whose tensor is of a type that cannot be read opens, and names the type when it is read", () => {
    const path = newPath();
    writeFileSync(path, Buffer.concat(oneTensor([256], 23, 0)));
    const file = GgufFile.open(path);
    expect(() => file.readTensor("t")).toThrow(/stored as IQ4_XS/);
    expect(() => file.readTensor("u")).toThrow(/no tensor u/);
    file.close();
  });

  it("cut anywhere, or with any byte changed, is read or refused, never anything else", () => {
    const whole = readFileSync(writeTinyModel(newPath()));
    const random = seededRandom(5, 0);
    const path = newPath();
    const seen = { refused: 0, read: 0 };
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from(whole);
      if (round % 4 === 0) {
        writeFileSync(path, bytes);
        truncateSync(path, Math.floor(random() * whole.length));
      } else {
        // Most of the file is weights, where a change does no harm: aim at the header.
        for (let i = 0; i < 3; i++) bytes[Math.floor(random() ** 2 * 6000)] = Math.floor(random() * 256);
        writeFileSync(path, bytes);
      }
      try {
        openModel(path).close();
        seen.read++;
      } catch (error) {
        if (!TunelabError.isInstance(error)) throw error;
        seen.refused++;
      }
    }
    expect(seen.refused).toBeGreaterThan(200);
    expect(seen.refused + seen.read).toBe(400);
  });
});
