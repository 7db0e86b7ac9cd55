import type { createJob as english } from "../en/create-job.js";

export const createJob: Readonly<Record<keyof typeof english, string>> = {
  "createJob.method": "Método de personalização",
  "createJob.suffix": "Sufixo do modelo",
  "createJob.training": "Dados de treinamento",
  "createJob.validation": "Dados de validação",
  "createJob.parameters": "Parâmetros da tarefa",
};
