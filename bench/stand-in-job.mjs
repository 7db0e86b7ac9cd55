// A fine-tuning job whose trainer is a stand-in: it reports only the steps that it is told to, so that a bench of what
// shows a training counts nothing of the training itself.
import { startService } from "../dist/service/index.js";

const EXAMPLE = JSON.stringify({
  messages: [
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Hello" },
  ],
});

/** Starts a service on a data directory, and in it a job that has begun. */
export async function startStandInJob(dataDirectory, totalSteps) {
  const trainer = new StandInTrainer(totalSteps);
  const service = await startService({ dataDirectory, trainer, environment: { TUNELAB_LOG_LEVEL: "error" } });
  const headers = { "api-key": service.keys.apiKey };
  const form = new FormData();
  form.set("purpose", "fine-tune");
  form.set("file", new File([Array(12).fill(EXAMPLE).join("\n")], "t.jsonl"));
  const file = await post(service.url, "/openai/v1/files", { headers, body: form });
  const job = await post(service.url, "/openai/v1/fine_tuning/jobs", {
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-4o", training_file: file.id }),
  });
  await trainer.started;
  return { service, trainer, job };
}

async function post(url, path, init) {
  const answer = await fetch(url + path, { method: "POST", ...init });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

class StandInTrainer {
  started = new Promise((resolve) => (this.begun = resolve));
  estimate = async () => ({ memoryBytes: 1, seconds: 1 });
  close = async () => undefined;

  constructor(totalSteps) {
    this.totalSteps = totalSteps;
  }

  train = (request, reports) => {
    this.reports = reports;
    this.begun();
    return new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));
  };

  step(step, trainLoss) {
    const { totalSteps } = this;
    this.reports.onStep({ step, totalSteps, epoch: 1, trainLoss, trainMeanTokenAccuracy: 0.5, durationMs: 50 });
  }
}
