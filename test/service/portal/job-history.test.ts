import { describe, expect, it } from "vitest";
import { toMetricColumns } from "../../../src/service/portal/rows/job-history.js";
import type { JobEvent } from "../../../src/service/store/index.js";

const measured = (step: number, loss: number): JobEvent => ({
  id: `event-${step}-${loss}`,
  createdAt: 1_700_000_000,
  level: "info",
  message: `Step ${step}`,
  type: "metrics",
  data: { step, total_steps: 9, train_loss: loss },
});

describe("a job's measurements", () => {
  it("end at the step that was trained again after a crash, since later ones were of lost weights", () => {
    const events = [measured(1, 4), measured(2, 3), measured(3, 2), measured(1, 4.5), measured(2, 3.5)];
    expect(toMetricColumns(events, 0)).toEqual({ cursor: 5, step: [1, 2], columns: { train_loss: [4.5, 3.5] } });
  });

  it("begin, where only a part of the history is read, at the first step that the weights went back to", () => {
    const events = [measured(1, 4), measured(2, 3), measured(3, 2), measured(2, 3.5)];
    expect(toMetricColumns(events, 2)).toEqual({ cursor: 4, step: [2], columns: { train_loss: [3.5] } });
  });
});
