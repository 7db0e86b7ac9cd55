import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TestKernel, tracebackOf } from "../kernel/support/kernel-client.js";

const KEY = "0123456789abcdef-the-right-one";
const WRONG = "fedcba9876543210-mistyped";
let server: Server;
let kernel: TestKernel;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    const right = request.headers["api-key"] === KEY;
    response.writeHead(right ? 200 : 401, { "content-type": "application/json" });
    response.end(
      JSON.stringify(
        right ? { model: "gpt-4o-2024-08-06", choices: [] } : { error: { code: "401", message: "Access denied." } },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  kernel = await TestKernel.start({
    env: {
      AZURE_OPENAI_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AZURE_OPENAI_DEPLOYMENT: "mine",
    },
  });
}, 60_000);
afterAll(async () => {
  await kernel.stop();
  server.close();
});

const OPEN = 'import { openLab } from "tunelab"; const lab = await openLab("fine-tune"); lab.model';

it("a key that is missing for a real provider is asked for, hidden, and never becomes part of the notebook", async () => {
  const answers = [WRONG, KEY];
  const asked: unknown[] = [];
  kernel.answerInput = ({ content }) => {
    asked.push([content.prompt, content.password]);
    return answers.shift();
  };
  const question = ["AZURE_OPENAI_API_KEY (key of the Azure OpenAI resource): ", true];

  const unasked = await kernel.execute(OPEN, { allow_stdin: false });
  expect(tracebackOf(unasked)).toContain("AZURE_OPENAI_API_KEY is not set");
  expect(tracebackOf(unasked)).toContain("Never write it into a cell");
  expect(asked).toEqual([]);

  const mistyped = await kernel.execute(OPEN);
  expect(mistyped.reply.status).toBe("error");
  expect(tracebackOf(mistyped)).toContain("type it once more");
  const typed = await kernel.execute(OPEN);
  expect(typed.reply.status).toBe("ok");
  expect(asked).toEqual([question, question]);

  // Later cells make clients of their own from the environment.
  const later = await kernel.execute(
    `import { AzureOpenAI } from "openai"; console.log(new AzureOpenAI({ apiVersion: "2024-10-21" }).apiKey?.length)`,
  );
  expect(later.stdout.trim()).toBe(String(KEY.length));
  await kernel.execute(OPEN);
  expect(asked).toHaveLength(2);

  const history = await kernel.request("history_request", {
    ...{ hist_access_type: "tail", n: 100, output: true, raw: true },
  });
  const everything = JSON.stringify([kernel.iopub, history]);
  expect(everything).toContain("gpt-4o-2024-08-06");
  expect(everything).not.toContain(KEY);
  expect(everything).not.toContain(WRONG);
  expect(kernel.log).toBe("");
}, 120_000);
