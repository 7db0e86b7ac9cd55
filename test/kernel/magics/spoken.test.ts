import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, tracebackOf } from "../support/kernel-client.js";

/** Without colours and frames of the cell. */
const plain = (text: string): string => text.replace(/\u001b\[\d+m/g, "").replace(/^\s+(?:at .*|\d+ \| .*)\n/gm, "");

describe("what the kernel says in a notebook of another language", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start({ env: { TUNELAB_LANGUAGE: "pt-BR" } });
  });
  afterAll(() => kernel.stop());

  const errorOf = async (code: string): Promise<string> => plain(tracebackOf(await kernel.execute(code)));

  it("is said by the compiler, of an import and of a stale cell", async () => {
    expect(await errorOf('import _ from "lodash"')).toContain(
      "O que fazer: Instale-o ao lado do notebook: %npm install lodash",
    );
    await kernel.execute("class Account { #sum = 0 }");
    await kernel.execute("function pay(to: Account) {}");
    await kernel.execute("class Account { #sum = 1; id = 2 }");
    expect(await errorOf("pay(new Account())")).toMatch(
      /O que fazer: Cell \d+ foi verificada com Account de antes: execute Cell \d+ de novo\./,
    );
    expect(await errorOf("const a: number = 'x', b: number = 'y'")).toContain(
      "a célula não foi executada, porque o TypeScript encontrou um erro.",
    );
    const { messages } = await kernel.execute("const c: number = 'x', d: number = 'y'");
    expect(messages.find(({ type }) => type === "error")?.content["evalue"]).toMatch(/, e mais 1\)$/);
  });

  it("is said by the cell runner, of errors, results and magics", async () => {
    expect(await errorOf('await import("./none.ts" as string)')).toContain(
      "O que fazer: Os caminhos das importações partem da pasta do notebook, ou da do arquivo que importa; verifique o nome, ou crie o arquivo ali.",
    );
    expect(await errorOf("throw new AggregateError([new Error('a')], 'b', { cause: 1 })")).toBe(
      "AggregateError: b\n  [erro 1 de 1]: Error: a\n  Causado por: 1",
    );
    expect(await errorOf("%reveal")).toContain("O que fazer: %env lista as variáveis");
    expect(await errorOf("%nada")).toContain("Não há comando mágico %nada. %help lista os comandos mágicos.");
    expect((await kernel.execute("void Promise.reject(1); await new Promise((f) => setTimeout(f, 100))")).stderr).toBe(
      "Erro não capturado, em segundo plano: 1\n",
    );
    expect((await kernel.execute("%env MINHA_KEY=abc")).stdout).toBe("MINHA_KEY=•••• (definida, oculta)\n");
    const { messages } = await kernel.execute("new Uint8Array([0xff, 0xd8, 0xff])");
    const result = messages.find(({ type }) => type === "execute_result");
    expect(result?.content["data"]["text/plain"]).toBe("[imagem JPEG, 3 bytes]");
  });

  it("is said by the kernel, of an interrupt and of a lost runner", async () => {
    const running = kernel.execute('console.log("runs"); await new Promise(() => undefined)');
    await kernel.until(() => kernel.iopub.some(({ content }) => content["text"] === "runs\n"), 20_000, "its output");
    await kernel.request("interrupt_request", {}, "control");
    expect(plain(tracebackOf(await running))).toBe(
      "Interrupted: A célula foi interrompida. As variáveis dela mantêm os seus valores.",
    );
    expect(await errorOf("process.exit(3)")).toContain(
      "Uma célula encerrou o seu processo com o código 3 (process.exit).",
    );
  });

  it("follows the variable where a cell sets it", async () => {
    expect(await errorOf("process.env.TUNELAB_LANGUAGE = 'fr'; throw new Error('a', { cause: 1 })")).toBe(
      "Error: a\n  Causée par: 1",
    );
    await kernel.execute("process.env.TUNELAB_LANGUAGE = 'pt-BR'");
  });
});
