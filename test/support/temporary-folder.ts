import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

/**
 * A new folder, removed after the test that makes it, or after the tests of the file that makes it outside of them.
 *
 * @param prefix beginning of its name. @default "tunelab-test"
 */
export function temporaryFolder(prefix = "tunelab-test"): string {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    onTestFinished(remove);
  } catch {
    // No test is running: the file is being read.
    afterAll(remove);
  }
  return folder;
}
