export const tracking = {
  "runs.caption": "{n} run|{n} runs",
  "runs.started": "started",
  "runs.seconds": "seconds",
  "runs.notEnded": "The run {run} is not ended: {reason}",
  "runs.kept": "{reason} The run is kept in {place}; mlflow.push(runId) sends it.",
  "runs.torn": "The copy in {place} cannot be written, the server's run goes on: {reason}",
  "runs.noCopy": "The run has no copy in {place}: {reason}",
} as const;
