import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf } from "../support/kernel-client.js";
import { isGone } from "../support/processes.js";

describe("magics that start programs", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.stop());

  it("run a shell cell to the end of its script, not of what it left in the background", async () => {
    const { reply, messages } = await kernel.execute(
      "%%sh\nsh -c 'sleep 0.6; echo late; exec sleep 60' &\necho pid $!",
    );
    expect(reply.status).toBe("ok");
    const parent = messages[0]!.parent.msg_id as string;
    const text = (): string =>
      kernel
        .messagesOf(parent)
        .map(({ content }) => String(content.text ?? ""))
        .join("");
    expect(text()).toMatch(/^pid \d+\n$/);
    await kernel.until(() => text().endsWith("late\n"), 5000, "output from the background");
    const pid = Number(/\d+/.exec(text()));
    expect(isGone(pid)).toBe(false);
    await kernel.execute("process.exit()");
    await expect.poll(() => isGone(pid), { timeout: 3000 }).toBe(true);
  });

  it("install a package beside the notebook, typed, and remove it", async () => {
    const folder = join(kernel.directory, "tiny-package");
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), '{"name":"tiny-package","version":"1.2.3","types":"index.d.ts"}');
    writeFileSync(join(folder, "index.js"), "exports.twice = (n) => 2 * n;");
    writeFileSync(join(folder, "index.d.ts"), "export declare function twice(n: number): number;");
    const use = 'import { twice } from "tiny-package"; twice(21)';
    expect((await kernel.execute(use)).reply.evalue).toContain("TS2307");
    const installed = await kernel.execute("%npm install --offline ./tiny-package");
    expect(installed.stdout).toContain(
      `Installing into ${join(kernel.directory, "node_modules")}: for the notebooks in this folder only.`,
    );
    expect(installed.reply.status).toBe("ok");
    expect(resultOf(await kernel.execute(use))).toBe("42");
    expect((await kernel.execute('twice("x")')).reply.evalue).toContain("TS2345");
    const manifest = JSON.parse(readFileSync(join(kernel.directory, "package.json"), "utf8")) as object;
    expect(manifest).toEqual({ private: true, dependencies: { "tiny-package": "file:tiny-package" } });
    expect((await kernel.execute("%npm uninstall --offline tiny-package")).stdout).toContain("Removing from");
    const failed = await kernel.execute("%npm install --offline ./no-such-folder");
    expect(failed.reply).toMatchObject({ ename: "TunelabError", evalue: expect.stringMatching(/exit status \d+/) });
  });

  it("install a wheel for the Python of shell cells, and remove it", async () => {
    writeFileSync(
      join(kernel.directory, "make-wheel.py"),
      [
        "import zipfile",
        "info = 'tunelab_tiny-1.0.dist-info/'",
        "with zipfile.ZipFile('tunelab_tiny-1.0-py3-none-any.whl', 'w') as wheel:",
        "    wheel.writestr('tunelab_tiny.py', 'answer = 42')",
        "    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: tunelab-tiny\\nVersion: 1.0\\n')",
        "    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')",
        "    wheel.writestr(info + 'RECORD', '')",
      ].join("\n"),
    );
    await kernel.execute("%%sh\npython make-wheel.py");
    const installed = await kernel.execute("%pip install --no-index ./tunelab_tiny-1.0-py3-none-any.whl");
    expect(installed.stdout).toContain("for Python programs started by %%sh");
    expect(installed.stdout).toContain("Successfully installed tunelab-tiny-1.0");
    const used = await kernel.execute('%%sh\npython -c "import tunelab_tiny; print(tunelab_tiny.answer)"');
    expect(used.stdout).toBe("42\n");
    const removed = await kernel.execute("%pip uninstall tunelab-tiny");
    expect(removed.stdout).toMatch(/^Removing from [^]*Successfully uninstalled tunelab-tiny-1.0/);
  });

  it("end a shell cell that does not listen to an interrupt, with what it started", async () => {
    const { id } = await kernel.send("execute_request", { code: "%%sh\ntrap '' INT\necho pid $$\nsleep 60\nsleep 60" });
    const pid = await kernel.until(
      () => /pid (\d+)/.exec(kernel.messagesOf(id).find(({ type }) => type === "stream")?.content.text ?? "")?.[1],
      10_000,
      "the process id",
    );
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(id)).reply).toMatchObject({ ename: "Interrupted" });
    await expect.poll(() => isGone(Number(pid)), { timeout: 5000 }).toBe(true);
  });
});
