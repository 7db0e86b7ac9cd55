import { checkOneOf } from "../../core/index.js";
import { figure, PALETTE, type Figure } from "../../display/index.js";
import { say } from "../../texts/index.js";
import type { JobStep } from "./job-events.js";

/**
 * Draws the losses of a training, or its accuracies: training as a line, validation with markers, so that they can be
 * told apart without colour, and a star where the delivered checkpoint is. Buttons take the losses' axis from linear to
 * logarithmic and back.
 *
 * @example
 * lossFigure(result.steps, { title: "Loss by step" });
 */
export function lossFigure(
  steps: readonly JobStep[],
  options: {
    readonly title?: string;
    readonly measure?: "loss" | "accuracy";
    /** Step whose checkpoint became the model. @default none is marked */
    readonly delivered?: number | undefined;
    /** Whether there are buttons for the scale of the losses. @default true */
    readonly scales?: boolean;
  } = {},
): Figure {
  const {
    measure = "loss",
    title = say(measure === "loss" ? "jobs.lossByStep" : "jobs.accuracyByStep"),
    delivered,
    scales = true,
  } = options;
  checkOneOf("measure", measure, ["loss", "accuracy"]);
  const series = [
    { name: say("jobs.training"), key: `train_${measure}`, dash: "solid", symbol: "circle", mode: "lines" },
    { name: say("jobs.validBatch"), key: `valid_${measure}`, dash: "dot", symbol: "square", mode: "lines+markers" },
    {
      name: say("jobs.validWhole"),
      key: `full_valid_${measure}`,
      dash: "dash",
      symbol: "diamond",
      mode: "lines+markers",
    },
  ] as const;
  const traces = series.flatMap(({ name, key, dash, symbol, mode }, index) => {
    const points = steps.filter((step) => step[key as keyof JobStep] !== null);
    if (points.length === 0) return [];
    return [
      {
        type: "scatter",
        mode: points.length === 1 ? "markers" : mode,
        name,
        x: points.map(({ step }) => step),
        y: points.map((step) => step[key as keyof JobStep]),
        line: { dash, color: PALETTE[index] },
        marker: { symbol, color: PALETTE[index] },
      },
    ];
  });
  const chosen = steps.find(({ step }) => step === delivered);
  const height = chosen?.[`full_valid_${measure}`] ?? chosen?.[`valid_${measure}`] ?? null;
  const star = {
    type: "scatter",
    mode: "markers",
    name: say("jobs.deliveredMark", { step: delivered ?? 0 }),
    x: [delivered],
    y: [height],
    marker: { symbol: "star", size: 14, color: PALETTE[3] },
  };
  return figure({
    data: height === null ? traces : [...traces, star],
    layout: {
      title: { text: title },
      xaxis: { title: { text: say("jobs.stepAxis") } },
      yaxis: {
        title: { text: say(measure === "loss" ? "jobs.lossAxis" : "jobs.accuracyAxis") },
        rangemode: "tozero",
      },
      showlegend: true,
      // An accuracy is a share: its logarithm shows nothing more.
      ...(scales && measure === "loss" && { updatemenus: [scaleButtons()] }),
    },
  });
}

/** Plotly's own buttons, which work in a saved notebook too. */
const scaleButtons = (): object => ({
  type: "buttons",
  direction: "right",
  x: 1,
  xanchor: "right",
  y: 1.02,
  yanchor: "bottom",
  pad: { b: 4 },
  showactive: true,
  buttons: [
    { label: say("jobs.linearScale"), method: "relayout", args: [{ "yaxis.type": "linear" }] },
    { label: say("jobs.logScale"), method: "relayout", args: [{ "yaxis.type": "log" }] },
  ],
});
