import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeKernelSpec } from "../../../src/kernel/index.js";

describe("the kernelspec", () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tunelab-spec-"));
    await writeKernelSpec(join(folder, "new/tunelab"), {
      nodePath: "/usr/bin/node",
      mainPath: "/clone/dist/kernel/main.js",
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("says how the kernel is started and interrupted", () => {
    expect(JSON.parse(readFileSync(join(folder, "new/tunelab/kernel.json"), "utf8"))).toEqual({
      argv: ["/usr/bin/node", "/clone/dist/kernel/main.js", "{connection_file}"],
      display_name: "TypeScript (tunelab)",
      language: "typescript",
      interrupt_mode: "message",
      kernel_protocol_version: "5.4",
      metadata: { debugger: true },
    });
  });

  it.each([32, 64])("has a logo of %i pixels that is not empty", (size) => {
    const png = readFileSync(join(folder, `new/tunelab/logo-${size}x${size}.png`));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
    expect(png.length).toBeGreaterThan(200);
  });

  it("explains a folder that cannot be written", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(writeKernelSpec(join(folder, "file/below"), { mainPath: "/x" })).rejects.toMatchObject({
      code: "kernelspec_not_written",
    });
  });
});
