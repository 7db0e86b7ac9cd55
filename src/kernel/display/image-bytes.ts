import type { DisplayBundle } from "../../core/essentials/index.js";
import { say } from "../../texts/kernel/index.js";

const SIGNATURES: readonly { readonly mime: string; readonly name: string; readonly bytes: readonly number[] }[] = [
  { mime: "image/png", name: "PNG", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mime: "image/jpeg", name: "JPEG", bytes: [0xff, 0xd8, 0xff] },
  { mime: "image/gif", name: "GIF", bytes: [0x47, 0x49, 0x46, 0x38] },
];

/** Shows bytes that begin as a PNG, JPEG or GIF does as that picture; `undefined` for any other value. */
export function imageBytesBundle(value: object): DisplayBundle | undefined {
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  if (!(bytes instanceof Uint8Array)) return undefined;
  const found = SIGNATURES.find(({ bytes: start }) => start.every((byte, at) => bytes[at] === byte));
  if (found === undefined) return undefined;
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return {
    data: {
      [found.mime]: base64,
      "text/plain": `[${say("cells.image", { kind: found.name, n: bytes.byteLength })}]`,
    },
  };
}
