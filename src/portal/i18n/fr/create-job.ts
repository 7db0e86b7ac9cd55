import type { createJob as english } from "../en/create-job.js";

export const createJob: Readonly<Record<keyof typeof english, string>> = {
  "createJob.method": "Méthode de personnalisation",
  "createJob.suffix": "Suffixe de modèle",
  "createJob.training": "Données d'apprentissage",
  "createJob.validation": "Données de validation",
  "createJob.parameters": "Paramètres de tâche",
};
