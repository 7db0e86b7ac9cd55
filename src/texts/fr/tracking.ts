import type { tracking as english } from "../en/tracking.js";

export const tracking: Readonly<Record<keyof typeof english, string>> = {
  "runs.caption": "{n} exécution|{n} exécutions",
  "runs.started": "début",
  "runs.seconds": "secondes",
  "runs.notEnded": "L'exécution {run} n'est pas terminée : {reason}",
  "runs.kept": "{reason} L'exécution est gardée dans {place} ; mlflow.push(runId) l'envoie.",
  "runs.torn": "La copie dans {place} ne peut pas être écrite ; l'exécution continue sur le serveur : {reason}",
  "runs.noCopy": "L'exécution n'a pas de copie dans {place} : {reason}",
};
