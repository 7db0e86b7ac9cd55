import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeKernelSpec } from "../../../src/kernel/index.js";

const ROOT = resolve(import.meta.dirname, "../../..");
const PYTHON = join(ROOT, ".tunelab/python/bin/python");
const hasPython = existsSync(PYTHON);

describe.skipIf(!hasPython)(
  `jupyter_kernel_test${hasPython ? "" : " (needs the Python environment: npm run setup)"}`,
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "tunelab-jkt-"));
      await writeKernelSpec(join(folder, "kernels/tunelab"), { mainPath: join(ROOT, "dist/kernel/main.js") });
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("passes whole, with no test skipped", async () => {
      const script = join(import.meta.dirname, "jupyter-kernel-test.py");
      const { stderr } = await promisify(execFile)(PYTHON, ["-W", "ignore", script, "-v"], {
        env: { ...process.env, JUPYTER_PATH: folder, JUPYTER_RUNTIME_DIR: join(folder, "runtime") },
        timeout: 110_000,
      });
      expect(stderr).toMatch(/Ran 13 tests in .*\n\nOK\n/);
      expect(stderr).not.toMatch(/skipped/);
    }, 120_000);
  },
);
