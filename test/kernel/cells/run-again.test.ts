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

  it("says of an object that was made before what to do about it", async () => {
    for (const code of [ACCOUNT, PAID, ACCOUNT]) expect((await kernel.execute(code)).reply.status).toBe("ok");
    for (const code of ["paid(old)", "new Account().above(new Proxy(new Account(), {}))"]) {
      expect(tracebackOf(await kernel.execute(code))).toMatch(
        /Cannot read private member #sum from an object[^]*What to do: An object made before the cell of its class was run again[^]*make the object again\./,
      );
    }
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
