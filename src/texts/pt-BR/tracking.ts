import type { tracking as english } from "../en/tracking.js";

export const tracking: Readonly<Record<keyof typeof english, string>> = {
  "runs.caption": "{n} execução|{n} execuções",
  "runs.started": "início",
  "runs.seconds": "segundos",
  "runs.notEnded": "A execução {run} não foi encerrada: {reason}",
  "runs.kept": "{reason} A execução fica guardada em {place}; mlflow.push(runId) a envia.",
  "runs.torn": "A cópia em {place} não pode ser escrita; a execução no servidor continua: {reason}",
  "runs.noCopy": "A execução não tem cópia em {place}: {reason}",
};
