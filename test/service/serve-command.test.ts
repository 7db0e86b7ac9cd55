import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { expect, it } from "vitest";
import { readServiceAddress } from "../../src/core/index.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");

it(
  "tunelab serve prints the labs' variables, answers, and on SIGTERM ends with 0 and leaves no lock",
  { timeout: 120_000 },
  async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "tunelab-serve-"));
    const child = spawn(process.execPath, [MAIN, "serve", "--data-dir", dataDirectory, "--print-env"]);
    try {
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
      await expect.poll(() => output, { timeout: 60_000 }).toContain("TUNELAB_BASE_MODEL=");
      const variables = Object.fromEntries(
        output
          .trim()
          .split("\n")
          .map((line) => line.split("=", 2) as [string, string]),
      );
      expect(Object.keys(variables)).toEqual([
        "AZURE_OPENAI_ENDPOINT",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_DEPLOYMENT",
        "AZURE_OPENAI_API_VERSION",
        "OPENAI_API_VERSION",
        "TEMP_AUTH_TOKEN",
        "AZURE_SUBSCRIPTION_ID",
        "AZURE_RESOURCE_GROUP",
        "AZURE_OPENAI_RESOURCE",
        "TUNELAB_MANAGEMENT_URL",
        "TUNELAB_BASE_MODEL",
      ]);
      const address = await readServiceAddress(dataDirectory);
      expect(address).toMatchObject({
        url: variables["AZURE_OPENAI_ENDPOINT"],
        apiKey: variables["AZURE_OPENAI_API_KEY"],
        pid: child.pid,
      });
      // With the model in memory: its loader listens for signals too.
      const client = new OpenAI({ baseURL: `${address!.url}/openai/v1`, apiKey: address!.apiKey, maxRetries: 0 });
      await client.chat.completions.create({
        model: "gpt-4o",
        messages: [{ role: "user", content: "Hi" }],
        max_tokens: 1,
      });
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      expect(await exited).toEqual([0, null]);
      expect(await readdir(dataDirectory)).not.toContain("lock");
      expect(await readServiceAddress(dataDirectory)).toBeUndefined();
    } finally {
      child.kill("SIGKILL");
      await rm(dataDirectory, { recursive: true, force: true });
    }
  },
);
