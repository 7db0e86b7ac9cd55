import { describe, expect, it } from "vitest";
import { toMetricColumns, trainingSeconds } from "../../../src/service/portal/rows/job-history.js";
import type { JobEvent } from "../../../src/service/store/index.js";

const measured = (step: number, loss: number, createdAt = 100): JobEvent => ({
  id: `event-${step}-${loss}`,
  createdAt,
  level: "info",
  message: `Step ${step}`,
  type: "metrics",
  data: { step, total_steps: 9, train_loss: loss },
});

const said = (message: string, createdAt = 100, data: JobEvent["data"] = {}): JobEvent => ({
  id: `event-${message}`,
  createdAt,
  level: "info",
  message,
  type: "message",
  data,
});

describe("a job's measurements", () => {
  it("end where the weights went back to, before anything is trained again", () => {
    const back = said("training goes on after step 2", 100, { resume_step: 2 });
    const events = [measured(1, 4), measured(2, 3), measured(3, 2), back];
    const kept = { step: [1, 2], columns: { train_loss: [4, 3] }, lostAfter: 2 };
    expect(toMetricColumns(events, 0)).toEqual({ cursor: 4, ...kept });
    expect(toMetricColumns(events, 3)).toEqual({ cursor: 4, step: [], columns: {}, lostAfter: 2 });
    expect(toMetricColumns([...events, measured(3, 2.5)], 3)).toEqual({
      cursor: 5,
      step: [3],
      columns: { train_loss: [2.5] },
      lostAfter: 2,
    });
    const start = said("training starts again", 100, { resume_step: 0 });
    expect(toMetricColumns([...events, start], 3)).toMatchObject({ step: [], lostAfter: 0 });
  });

  it("end at the step that was trained again after a crash, since later ones were of lost weights", () => {
    const events = [measured(1, 4), measured(2, 3), measured(3, 2), measured(1, 4.5), measured(2, 3.5)];
    expect(toMetricColumns(events, 0)).toEqual({ cursor: 5, step: [1, 2], columns: { train_loss: [4.5, 3.5] } });
  });

  it("begin, where only a part of the history is read, at the first step that the weights went back to", () => {
    const events = [measured(1, 4), measured(2, 3), measured(3, 2), measured(2, 3.5)];
    expect(toMetricColumns(events, 2)).toEqual({ cursor: 4, step: [2], columns: { train_loss: [3.5] } });
  });
});

describe("how long a job trained", () => {
  const back = (at: number): JobEvent => said(`after step 2, at ${at}`, at, { resume_step: 2 });
  it.each([
    ["from its start to its end", [measured(1, 4, 110), measured(2, 3, 120)], 30],
    ["from its start to its end, whatever is said meanwhile", [measured(1, 4, 110), said("Epoch 1", 125)], 30],
    [
      "without a pause",
      [measured(2, 3, 104), back(105), said("Job resumed.", 115), back(120), measured(3, 2, 124)],
      14,
    ],
    ["without the pause that it was cancelled in", [measured(2, 3, 104), back(105), said("Job cancelled.", 130)], 4],
    [
      "without the time that the service was away",
      [measured(2, 3, 104), back(120), back(121), measured(3, 2, 125)],
      13,
    ],
    ["from its start to its end where no step was reported", [said("Job started.", 100)], 30],
  ])("is counted %s", (_, events, seconds) => {
    expect(trainingSeconds(events, 100, 130)).toBe(seconds);
  });
});
