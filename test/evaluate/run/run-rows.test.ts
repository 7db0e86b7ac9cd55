import { afterEach, describe, expect, it, vi } from "vitest";
import { DISPLAY_SINK, retryDelaySeconds } from "../../../src/core/index.js";
import { runRows, type RunProgress } from "../../../src/evaluate/run/index.js";

/** A clock that only moves when somebody sleeps. */
function makeClock() {
  const clock = {
    ms: 0,
    slept: [] as number[],
    now: () => clock.ms,
    sleep: async (seconds: number): Promise<void> => {
      clock.slept.push(seconds);
      clock.ms += seconds * 1000;
    },
  };
  return clock;
}

const httpError = (status: number, headers: Record<string, string> = {}): Error =>
  Object.assign(new Error(`${status} says no`), { status, headers });

describe("runRows", () => {
  afterEach(() => {
    delete (globalThis as Record<symbol, unknown>)[DISPLAY_SINK];
  });

  it("records a row that fails and goes on with the others", async () => {
    const run = await runRows(["a", "b", "c"], (row) => {
      if (row === "b") throw new TypeError("no b");
      return row.toUpperCase();
    });
    expect(run).toMatchObject({ succeeded: 2, failed: 1, skipped: 0, interrupted: false });
    expect(run.outcomes[0]).toMatchObject({ status: "ok", value: "A", attempts: 1 });
    expect(run.outcomes[1]).toMatchObject({ status: "failed", error: { code: "TypeError", message: "no b" } });
    expect(run.outcomes[2]).toMatchObject({ status: "ok", value: "C" });
  });

  it("waits for many rows at once without Node's warning of a leak", async () => {
    const warned: string[] = [];
    const listen = ({ name }: Error): void => void warned.push(name);
    process.on("warning", listen);
    try {
      const rows = Array.from({ length: 120 }, (_, at) => at);
      const signal = new AbortController().signal;
      await runRows(rows, (row) => new Promise((resolve) => setImmediate(resolve, row)), { concurrency: 50, signal });
      // Warnings are told on a later turn.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off("warning", listen);
    }
    expect(warned).toEqual([]);
  });

  it("takes an empty list", async () => {
    expect(await runRows([], () => 1)).toMatchObject({ outcomes: [], succeeded: 0, interrupted: false });
  });

  it("waits as long as Retry-After asks before it tries again", async () => {
    const clock = makeClock();
    const call = vi
      .fn()
      .mockRejectedValueOnce(httpError(429, { "retry-after": "7" }))
      .mockResolvedValue("fine");
    const run = await runRows([1], call, { now: clock.now, sleep: clock.sleep });
    expect(run.outcomes[0]).toMatchObject({ status: "ok", value: "fine", attempts: 2 });
    expect(clock.slept).toEqual([7]);
  });

  it("tries a 503 again with growing waits and gives up after the last try", async () => {
    const clock = makeClock();
    const call = vi.fn().mockRejectedValue(httpError(503));
    const run = await runRows([1], call, { now: clock.now, sleep: clock.sleep, random: () => 0, retries: 3 });
    expect(clock.slept).toEqual([1, 2, 4]);
    expect(run.outcomes[0]).toMatchObject({ status: "failed", attempts: 4, error: { code: "http_503", status: 503 } });
  });

  it("does not try a 401 again", async () => {
    const call = vi.fn().mockRejectedValue(httpError(401));
    const run = await runRows([1], call);
    expect(call).toHaveBeenCalledTimes(1);
    expect(run.outcomes[0]).toMatchObject({ status: "failed", attempts: 1 });
  });

  it("keeps no more rows in flight than asked", async () => {
    let inFlight = 0;
    let most = 0;
    await runRows(
      Array.from({ length: 10 }, (_, i) => i),
      async () => {
        most = Math.max(most, (inFlight += 1));
        await new Promise((resolve) => setImmediate(resolve));
        inFlight -= 1;
      },
      { concurrency: 3 },
    );
    expect(most).toBe(3);
  });

  it("spaces calls by the rate limit", async () => {
    const clock = makeClock();
    const starts: number[] = [];
    await runRows([1, 2, 3], () => void starts.push(clock.ms), {
      rateLimit: 2,
      concurrency: 1,
      now: clock.now,
      sleep: clock.sleep,
    });
    expect(starts).toEqual([0, 500, 1000]);
  });

  it("keeps what is done when the cell is interrupted", async () => {
    const cell = new AbortController();
    (globalThis as Record<symbol, unknown>)[DISPLAY_SINK] = { interruptSignal: cell.signal };
    const run = await runRows(
      [1, 2, 3, 4],
      async (row) => {
        if (row === 2) cell.abort();
        return row;
      },
      { concurrency: 1 },
    );
    expect(run.outcomes.map((outcome) => outcome.status)).toEqual(["ok", "ok", "skipped", "skipped"]);
    expect(run).toMatchObject({ interrupted: true, skipped: 2 });
  });

  it("ends where an interrupt ended a row in its middle, of which nothing comes any more", async () => {
    const cell = new AbortController();
    (globalThis as Record<symbol, unknown>)[DISPLAY_SINK] = { interruptSignal: cell.signal };
    const run = await runRows(
      [1, 2, 3],
      (row) => {
        if (row === 2) throw httpError(429);
        return row;
      },
      {
        concurrency: 1,
        sleep: () => {
          cell.abort();
          return new Promise(() => {});
        },
      },
    );
    expect(run.outcomes.map((outcome) => outcome.status)).toEqual(["ok", "skipped", "skipped"]);
    expect(run.interrupted).toBe(true);
  });

  it("gives up on a row that does not answer and says so", async () => {
    const run = await runRows([1, 2], (row) => (row === 1 ? new Promise(() => {}) : row), { timeoutSeconds: 0.02 });
    expect(run.outcomes[0]).toMatchObject({ status: "failed", error: { code: "row_timeout" } });
    expect(run.outcomes[1]).toMatchObject({ status: "ok" });
  });

  it("tells the row's function when its time is up", async () => {
    let told = false;
    await runRows([1], (_, { signal }) => new Promise(() => signal.addEventListener("abort", () => (told = true))), {
      timeoutSeconds: 0.02,
    });
    expect(told).toBe(true);
  });

  it("reports where it stands with rate and time left", async () => {
    const clock = makeClock();
    const reports: RunProgress[] = [];
    await runRows([1, 2, 3, 4], () => clock.sleep(1), {
      concurrency: 1,
      now: clock.now,
      onProgress: (progress) => reports.push(progress),
    });
    expect(reports[0]).toMatchObject({ done: 1, total: 4, rowsPerSecond: 1, secondsLeft: 3 });
    expect(reports.at(-1)).toMatchObject({ done: 4, failed: 0, secondsLeft: 0 });
  });

  it.each([
    [{ concurrency: 0 }, "concurrency must be a whole number from 1 to 256, got 0."],
    [{ retries: -1 }, "retries must be a whole number from 0 to 100, got -1."],
    [{ rateLimit: 0 }, "rateLimit must be a number of calls per second above 0, got 0."],
    [{ timeoutSeconds: Number.NaN }, "timeoutSeconds must be a number of seconds above 0, got NaN."],
  ])("rejects %j", async (options, message) => {
    await expect(runRows([1], () => 1, options)).rejects.toThrow(message);
  });

  it("records thrown values that are no errors", async () => {
    const run = await runRows([1], () => {
      throw "plain text";
    });
    expect(run.outcomes[0]).toMatchObject({
      error: { message: "A value that is not an error was thrown: plain text" },
    });
  });
});

describe("retryDelaySeconds", () => {
  it("reads dates, milliseconds and Headers objects", () => {
    const at = Date.parse("2030-01-01T00:00:00Z");
    const wallClock = (): number => at;
    expect(
      retryDelaySeconds(httpError(429, { "retry-after": "Tue, 01 Jan 2030 00:00:09 GMT" }), 1, { wallClock }),
    ).toBe(9);
    expect(retryDelaySeconds({ status: 429, headers: new Headers({ "retry-after-ms": "250" }) }, 1)).toBe(0.25);
  });

  it("never waits longer than a minute", () => {
    expect(retryDelaySeconds(httpError(429, { "retry-after": "86400" }), 1)).toBe(60);
    expect(retryDelaySeconds(httpError(500), 30, { random: () => 0 })).toBe(60);
  });

  it("sees a broken connection behind the error that wraps it", () => {
    const error = new Error("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
    expect(retryDelaySeconds(error, 1, { random: () => 0 })).toBe(1);
    expect(retryDelaySeconds(new Error("your own bug"), 1)).toBeUndefined();
  });
});
