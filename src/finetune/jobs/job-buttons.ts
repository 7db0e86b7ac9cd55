import type { OpenAI } from "openai";
import type { FineTuningJob } from "openai/resources/fine-tuning/jobs/jobs";
import { type DisplaySink, escapeHtml, getCommHost, getDisplaySink } from "../../core/index.js";
import { explainProviderError } from "../../client/index.js";
import { display } from "../../display/index.js";
import { say } from "../../texts/index.js";
import { widgets } from "../../widgets/index.js";

/**
 * Shows buttons that pause or cancel a job; gives what takes them away when the job has ended. Of a cell that was interrupted
 * they stay, as the job goes on. Where no page shows widgets there are none.
 *
 * @example
 * const takeAway = await showJobButtons(client, job.id, sink);
 * await takeAway();
 */
export async function showJobButtons(
  client: OpenAI,
  jobId: string,
  sink: DisplaySink | undefined,
): Promise<() => Promise<void>> {
  if (sink === undefined || sink !== getDisplaySink() || getCommHost() === undefined) return () => Promise.resolve();
  const note = widgets.html();
  const act = (label: string, doing: string, call: () => Promise<FineTuningJob>) => {
    const button = widgets.button({ label }).onClick(async () => {
      if (button.disabled) return;
      for (const each of buttons) each.disabled = true;
      note.value = escapeHtml(doing);
      try {
        const { status } = await call();
        // Nobody may be watching any more.
        note.value = escapeHtml(status);
      } catch (error) {
        const { message } = explainProviderError(error, label) as Error;
        note.value = escapeHtml(message);
        for (const each of buttons) each.disabled = false;
      }
    });
    return button;
  };
  const { jobs } = client.fineTuning;
  const buttons = [
    act(say("jobs.pause"), say("jobs.pausing"), () => jobs.pause(jobId)),
    act(say("jobs.cancel"), say("jobs.cancelling"), () => jobs.cancel(jobId)),
  ];
  const row = widgets.box([...buttons, note], { horizontal: true });
  const handle = await display(row, { sink });
  return async () => {
    for (const widget of [row, ...buttons, note]) widget.close();
    await handle.update({ "text/plain": "" });
  };
}
