import { afterEach, expect, it, vi } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.js";

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** What a command line prints and its exit code. */
async function run(...words: string[]): Promise<{ code: unknown; said: string; refused: string }> {
  const lines = { log: "", error: "" };
  for (const name of ["log", "error"] as const) {
    vi.spyOn(console, name).mockImplementation((line) => void (lines[name] += `${String(line)}\n`));
  }
  await runCommandLine(words);
  return { code: process.exitCode, said: lines.log, refused: lines.error };
}

it.each(["constructor", "toString", "nope"])("tunelab %s is no command", async (name) => {
  const { code, refused } = await run(name);
  expect(refused).toContain(`tunelab has no command "${name}".`);
  expect(code).toBe(1);
});

it.each(["install", "uninstall", "labs", "mlflow", "notebooks", "jupyter-files", "lab"])(
  "tunelab %s explains itself and refuses a flag that it does not know",
  async (name) => {
    const help = await run(name, "--help");
    expect([help.code, help.refused]).toEqual([0, ""]);
    expect(help.said).toMatch(/^(?:tunelab|npm) \S+/);
    const unknown = await run(name, "--no-such-flag");
    expect([unknown.code, unknown.said]).toEqual([1, ""]);
    expect(unknown.refused).toContain("Unknown option '--no-such-flag'");
  },
);
