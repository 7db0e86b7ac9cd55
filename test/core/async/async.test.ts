import { describe, expect, it } from "vitest";
import {
  anySignal,
  forEachWithLimit,
  isPassing,
  raceDeadline,
  readRetryAfter,
  retry,
  SharedPromise,
  sleepSeconds,
  timerMs,
} from "../../../src/core/index.js";

const failure = (properties: object): Error => Object.assign(new Error("failed"), properties);

describe("what is passing", () => {
  it.each([
    [failure({ status: 408 }), true],
    [failure({ status: 409 }), true],
    [failure({ status: 429 }), true],
    [failure({ status: 500 }), true],
    [failure({ status: 599 }), true],
    [failure({ status: 400 }), false],
    [failure({ status: 404 }), false],
    [failure({ status: 600 }), false],
    [failure({ code: "ECONNRESET" }), true],
    [failure({ code: "ENOENT" }), false],
    [failure({ cause: failure({ cause: failure({ code: "ENOTFOUND" }) }) }), true],
    [failure({ status: 401, cause: failure({ code: "ECONNRESET" }) }), false],
    [new DOMException("late", "TimeoutError"), false],
    [new TypeError("undefined is not a function"), false],
    ["text", false],
    [undefined, false],
  ])("is told from what is not: case %#", (error, expected) => {
    expect(isPassing(error)).toBe(expected);
  });

  it("is looked for in a chain that ends in itself", () => {
    const error = failure({});
    error.cause = error;
    expect(isPassing(error)).toBe(false);
  });
});

describe("the wish of a server", () => {
  const noon = (): number => Date.UTC(2026, 0, 1, 12);
  it.each([
    [new Headers({ "retry-after": "7" }), 7],
    [{ "retry-after": " 1.5 " }, 1.5],
    [new Headers({ "retry-after-ms": "250", "retry-after": "7" }), 0.25],
    [{ "retry-after": "Thu, 01 Jan 2026 12:00:09 GMT" }, 9],
    [{ "retry-after": "Thu, 01 Jan 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])("is read: case %#", (headers, expected) => {
    expect(readRetryAfter(headers, noon)).toBe(expected);
  });
});

describe("retry", () => {
  const passing = failure({ status: 503, headers: { "retry-after": "3" } });

  it("tries again for what passes, waits as asked, and gives the answer", async () => {
    const waits: number[] = [];
    const answers: (Error | string)[] = [passing, passing, "answer"];
    const sleep = async (seconds: number): Promise<void> => void waits.push(seconds);
    const work = async (): Promise<string> => {
      const answer = answers.shift()!;
      if (typeof answer === "string") return answer;
      throw answer;
    };
    expect(await retry(work, { retries: 2, sleep })).toBe("answer");
    expect(waits).toEqual([3, 3]);
  });

  it.each([
    ["when the tries are used up", passing, 2, 3],
    ["at once for what does not pass", failure({ status: 401 }), 2, 1],
  ])("throws the last failure %s", async (_, error, retries, expected) => {
    let tries = 0;
    const work = async (): Promise<never> => {
      tries += 1;
      throw error;
    };
    await expect(retry(work, { retries, sleep: async () => undefined })).rejects.toBe(error);
    expect(tries).toBe(expected);
  });

  it("stops waiting when it is aborted", async () => {
    const controller = new AbortController();
    const work = async (): Promise<never> => {
      setTimeout(() => controller.abort(new Error("stop")), 5);
      throw failure({ status: 503, headers: { "retry-after": "3600" } });
    };
    await expect(retry(work, { retries: 1, signal: controller.signal })).rejects.toThrow("stop");
  });
});

describe("a deadline", () => {
  const never = new Promise<never>(() => undefined);
  const late = (): Error => new Error("late");

  it("lets an answer through that comes in time", async () => {
    expect(await raceDeadline(Promise.resolve(1), { seconds: 60, onLate: late })).toBe(1);
  });

  it("ends the waiting when the time is over, when the signal aborts, and when it has aborted before", async () => {
    await expect(raceDeadline(never, { seconds: 0.005, onLate: late })).rejects.toThrow("late");
    const controller = new AbortController();
    const waiting = raceDeadline(never, { seconds: Infinity, onLate: late, signal: controller.signal });
    controller.abort(new Error("stop"));
    await expect(waiting).rejects.toThrow("stop");
    const onAbort = (): Error => new Error("interrupted");
    await expect(
      raceDeadline(never, { seconds: 60, onLate: late, signal: controller.signal, onAbort }),
    ).rejects.toThrow("interrupted");
  });
});

describe("work with a limit", () => {
  it("is started in order, at most so many at a time", async () => {
    const started: number[] = [];
    let running = 0;
    let most = 0;
    await forEachWithLimit(10, 3, async (index) => {
      started.push(index);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    });
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(3);
  });

  it("starts nothing more after an abort", async () => {
    const controller = new AbortController();
    const started: number[] = [];
    const work = async (index: number): Promise<void> => {
      started.push(index);
      if (index === 1) controller.abort();
    };
    await forEachWithLimit(10, 1, work, controller.signal);
    expect(started).toEqual([0, 1]);
  });
});

it("joins the signals that are there", () => {
  const controller = new AbortController();
  const signal = anySignal(undefined, controller.signal);
  expect(anySignal(undefined).aborted).toBe(false);
  controller.abort("done");
  expect(signal.reason).toBe("done");
});

it("waits the longest that a timer holds where more is asked", async () => {
  const overflows: string[] = [];
  const note = ({ name }: Error): void => void overflows.push(name);
  process.on("warning", note);
  const stop = new AbortController();
  const sleeping = sleepSeconds(1e10, stop.signal);
  const late = raceDeadline(new Promise((resolve) => setTimeout(resolve, 20, "answer")), {
    seconds: 30 * 86_400,
    onLate: () => new Error("late"),
  });
  expect(await late).toBe("answer");
  stop.abort(new Error("stop"));
  await expect(sleeping).rejects.toThrow("stop");
  process.off("warning", note);
  expect(overflows).toEqual([]);
  expect([timerMs(1000), timerMs(2 ** 31), timerMs(Infinity)]).toEqual([1000, 2_147_483_647, 2_147_483_647]);
});

it("sleeps until an abort", async () => {
  await sleepSeconds(0.001);
  await expect(sleepSeconds(3600, AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
});

describe("a shared promise", () => {
  it("is made once for all who ask, and anew after a failure", async () => {
    let made = 0;
    const shared = new SharedPromise(async () => {
      made += 1;
      if (made === 1) throw new Error("no");
      return made;
    });
    await expect(Promise.allSettled([shared.get(), shared.get()])).resolves.toMatchObject([
      { status: "rejected" },
      { status: "rejected" },
    ]);
    expect(await Promise.all([shared.get(), shared.get()])).toEqual([2, 2]);
  });

  it("is made anew where the work that began it was interrupted half-way, and stays where it was done", async () => {
    let made = 0;
    const shared = new SharedPromise(() => {
      made += 1;
      return made === 1 ? new Promise<number>(() => undefined) : Promise.resolve(made);
    });
    const first = new AbortController();
    void shared.get(first.signal);
    first.abort();
    const second = new AbortController();
    expect(await shared.get(second.signal)).toBe(2);
    second.abort();
    expect(await shared.get()).toBe(2);
  });
});
