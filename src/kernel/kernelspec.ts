import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TunelabError } from "../core/essentials/index.js";
import { makeFolder } from "../core/files/index.js";
import { KERNEL_LOGO } from "./kernel-logo.js";

/** Name under which the kernel is installed. */
export const KERNEL_NAME = "tunelab";

export interface KernelSpecOptions {
  /** Absolute path of the Node that runs the kernel. @default the running one */
  readonly nodePath?: string;
  /** Absolute path of `dist/kernel/main.js`. */
  readonly mainPath: string;
}

/** The content of kernel.json. */
export function kernelSpec({ nodePath = process.execPath, mainPath }: KernelSpecOptions): Record<string, unknown> {
  return {
    argv: [nodePath, mainPath, "{connection_file}"],
    display_name: "TypeScript (tunelab)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.4",
    metadata: { debugger: true },
  };
}

/**
 * Writes kernel.json and the logos (SVG, and PNG of 32 and 64 pixels) into a folder, which is made where missing.
 *
 * Throws `kernelspec_not_written` when the folder cannot be written.
 *
 * @example
 * await writeKernelSpec(".tunelab/jupyter/share/jupyter/kernels/tunelab", { mainPath: "/clone/dist/kernel/main.js" });
 */
export async function writeKernelSpec(folder: string, options: KernelSpecOptions): Promise<void> {
  const { Resvg } = await import("@resvg/resvg-js");
  const png = (size: number): Uint8Array =>
    new Resvg(KERNEL_LOGO, { fitTo: { mode: "width", value: size }, font: { loadSystemFonts: false } })
      .render()
      .asPng();
  try {
    await makeFolder(folder);
    writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(options), null, 2)}\n`);
    writeFileSync(join(folder, "logo-svg.svg"), KERNEL_LOGO);
    for (const size of [32, 64]) writeFileSync(join(folder, `logo-${size}x${size}.png`), png(size));
  } catch (cause) {
    throw new TunelabError(`The kernelspec cannot be written to ${folder}.`, {
      code: "kernelspec_not_written",
      hint: "Check that the folder can be written and that the disk has room.",
      cause,
    });
  }
}
