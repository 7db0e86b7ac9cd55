import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkNode } from "../../scripts/setup/check-node.mjs";
import { checkDiskSpace } from "../../scripts/setup/disk-space.mjs";
import { findPython } from "../../scripts/setup/python-environment.mjs";
import { explainFailure } from "../../scripts/setup/setup-error.mjs";
import { acquireSetupLock } from "../../scripts/setup/setup-lock.mjs";

describe("checkNode", () => {
  it.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("accepts %s", (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });
  it.each(["18.20.0", "20.18.9"])("refuses %s", (version) => {
    expect(() => checkNode(version)).toThrow(`Node ${version} is too old: tunelab needs 20.19 or newer.`);
  });
});

describe("findPython", () => {
  it("says what was asked for when it is not there", () => {
    expect(() => findPython({ TUNELAB_PYTHON: "no-such-python" })).toThrow(
      "TUNELAB_PYTHON=no-such-python: No Python was found: tunelab needs 3.10 or newer.",
    );
  });
});

describe("explainFailure", () => {
  it.each([
    ["npm error code ENOTFOUND\nnpm error network", "Installing: The package registry could not be reached."],
    ["WARNING: Retrying ... NewConnectionError('...')", "Installing: The package registry could not be reached."],
    ["OSError: [Errno 28] No space left on device", "Installing: The disk is full."],
    ["SSLError: CERTIFICATE_VERIFY_FAILED", "Installing: The package registry's certificate is not trusted."],
    ["npm error EACCES: permission denied, mkdir", "Installing: A file could not be written."],
  ])("makes %j plain", (output, message) => {
    expect(explainFailure("Installing", output, "x.log").message).toBe(message);
  });

  it("shows the last lines of a failure that it does not know", () => {
    const output = ["1", "2", "3", "4", "5", "6", "7"].join("\n");
    expect(explainFailure("Building", output, "x.log").message).toBe("Building failed:\n  2\n  3\n  4\n  5\n  6\n  7");
  });
});

describe("checkDiskSpace", () => {
  it("stops before the first download when the disk cannot hold what is missing", () => {
    expect(() => checkDiskSpace(1_595e6, 148e6)).toThrow(
      "The disk is too full: set-up writes about 1595 MB into the clone, and 148 MB are free.",
    );
  });

  it.each([
    [195e6, 195e6],
    [0, 0],
  ])("lets %d bytes through with %d free", (bytes, free) => {
    expect(() => checkDiskSpace(bytes, free)).not.toThrow();
  });
});

describe("the set-up lock", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tunelab-lock-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is held by one process and given back", () => {
    const file = join(folder, "deep", "setup.lock");
    const release = acquireSetupLock(file);
    expect(readFileSync(file, "utf8")).toBe(String(process.pid));
    release();
    expect(existsSync(file)).toBe(false);
  });

  it("is refused while another process that lives holds it", () => {
    const file = join(folder, "setup.lock");
    writeFileSync(file, "1");
    expect(() => acquireSetupLock(file)).toThrow("Another set-up is at work in this clone (process 1).");
  });

  it("that no one has touched for a minute is taken over, whoever has the holder's number now", () => {
    const file = join(folder, "setup.lock");
    writeFileSync(file, "1");
    const twoMinutesAgo = new Date(Date.now() - 120_000);
    utimesSync(file, twoMinutesAgo, twoMinutesAgo);
    acquireSetupLock(file)();
    expect(existsSync(file)).toBe(false);
  });

  it.each(["999999999", "", "garbage"])("left behind with %j in it is taken over", (content) => {
    const file = join(folder, "setup.lock");
    writeFileSync(file, content);
    acquireSetupLock(file)();
    expect(existsSync(file)).toBe(false);
  });
});
