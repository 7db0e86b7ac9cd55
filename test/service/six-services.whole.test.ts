import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readServiceAddress } from "../../src/core/index.js";
import { writeTinyChatModel } from "../support/tiny-chat-model.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");

it(
  "of six services that are started on one directory at once, one serves it and five say who does",
  { timeout: 300_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "tunelab-six-"));
    const dataDirectory = join(folder, "data");
    const modelPath = writeTinyChatModel(folder);
    try {
      let lastKey: string | undefined;
      for (let round = 0; round < 3; round++) {
        const services = Array.from({ length: 6 }, () => {
          const child = spawn(process.execPath, [MAIN, "serve", "--data-dir", dataDirectory, "--model", modelPath]);
          const service = { child, said: "" };
          for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (text: string) => (service.said += text));
          }
          return service;
        });
        const running = () => services.filter(({ child }) => child.exitCode === null && child.signalCode === null);
        try {
          await expect.poll(() => running().length, { timeout: 120_000, interval: 100 }).toBe(1);
          const [winner] = running();
          await expect.poll(() => winner!.said, { timeout: 60_000 }).toContain("http://");
          const address = (await readServiceAddress(dataDirectory))!;
          expect((await fetch(`${address.url}/health`)).status).toBe(200);
          expect(lastKey ?? address.apiKey).toBe(address.apiKey);
          lastKey = address.apiKey;
          for (const { child, said } of services.filter((service) => service !== winner)) {
            expect(child.exitCode).toBe(1);
            expect(said).toContain("is using the data directory");
          }
        } finally {
          const ended = running().map(({ child }) => once(child, "close"));
          // Every second time it leaves its lock behind, for six to find.
          for (const { child } of running()) child.kill(round % 2 === 0 ? "SIGKILL" : "SIGTERM");
          await Promise.all(ended);
        }
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
