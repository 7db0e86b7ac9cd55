import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf, tracebackOf } from "../support/kernel-client.js";

describe("a class whose cell is run again", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.stop());

  const ACCOUNT =
    "class Account { #sum = 0; pay(n: number) { this.#sum += n }; above(o: Account) { return this.#sum > o.#sum } }";
  const PAID =
    "function paid(account: Account) { account.pay(5); return account.above(new Account()) }\nconst old = new Account()";

  it("is taken by the functions of cells in between, when it is as it was", async () => {
    for (const code of [ACCOUNT, PAID, ACCOUNT]) expect((await kernel.execute(code)).reply.status).toBe("ok");
    expect(resultOf(await kernel.execute("paid(new Account())"))).toBe("true");
  });

  it("says of an object that lacks a private name what to do about it", async () => {
    for (const code of [ACCOUNT, PAID, ACCOUNT]) expect((await kernel.execute(code)).reply.status).toBe("ok");
    expect(tracebackOf(await kernel.execute("new Account().above(new Proxy(new Account(), {}))"))).toMatch(
      /Cannot read private member #sum from an object[^]*What to do: An object made before the cell of its class was run again[^]*make the object again\./,
    );
  });

  it("names the cells of what was made with the class of before, in the order in which to run them", async () => {
    const counts = new Map<string, unknown>();
    const run = async (name: string, code: string): Promise<void> => {
      const { reply } = await kernel.execute(code);
      expect(reply.status, code).toBe("ok");
      counts.set(name, reply.execution_count);
    };
    const DERIVED = "class Saving extends Account {}";
    await run("Account", ACCOUNT);
    await run("Saving", DERIVED);
    await run("Junior", "class Junior extends Saving {}");
    await run("Mixed", "const mix = (base: typeof Account) => class extends base {}; const Mixed = mix(Account)");
    await run("paid", PAID);
    await run(
      "kept",
      "const list = [new Saving()], boxed = { of: new Saving() }, byName = new Map([['a', new Saving()]])",
    );
    await run("make", "const make = () => new Junior()");
    await run("Account", ACCOUNT);
    const hintOf = async (code: string): Promise<string | undefined> =>
      /What to do: (.*)/.exec(tracebackOf(await kernel.execute(code)))?.[1];
    const again = (names: readonly string[], bases = "Account"): string =>
      `${names.join(", ")} ${names.length === 1 ? "was" : "were"} made with an earlier ${bases}: run ` +
      `${names.map((name) => `Cell ${counts.get(name) ?? counts.get("kept")}`).join(", then ")} again, then this cell.`;
    for (const [code, names] of [
      ["paid(new Saving())", ["Saving"]],
      ["paid(\n  new Junior(),\n)", ["Saving", "Junior"]],
      ["paid(make())", ["Saving", "Junior"]],
      ["paid(new Mixed())", ["Mixed"]],
      ["list.map(paid)", ["Saving", "list"]],
      ["paid(boxed.of)", ["Saving", "boxed"]],
      ["paid(byName.get('a')!)", ["Saving", "byName"]],
    ] as const) {
      expect(await hintOf(code), code).toBe(again(names));
    }
    expect(await hintOf("paid(old)")).toBe(
      `old was made with an earlier Account: run Cell ${counts.get("paid")} again, then this cell.`,
    );
    await run("Saving", DERIVED);
    expect(resultOf(await kernel.execute("paid(new Saving())"))).toBe("true");
    expect(await hintOf("paid(new Junior())")).toBe(again(["Junior"], "Saving, Account"));
  });

  it("has the error say which cell to run again, when it is another one", async () => {
    await kernel.execute(ACCOUNT);
    const between = (await kernel.execute(PAID)).reply.execution_count as number;
    await kernel.execute(ACCOUNT.replace("= 0", "= 1"));
    expect(tracebackOf(await kernel.execute("paid(new Account())"))).toContain(
      `Cell ${between} was checked with an earlier Account: run Cell ${between} again.`,
    );
    await kernel.execute(PAID);
    expect(resultOf(await kernel.execute("paid(new Account())"))).toBe("true");
  });
});
