import type { resume as english } from "../../en/finetune/resume.js";

export const resume: Readonly<Record<keyof typeof english, string>> = {
  "resume.nothing": "Este notebook não criou aqui nada que ainda exista; comece pelas primeiras células.",
  "resume.caption": "Criado por este notebook, e em que pé está",
  "resume.kind": "tipo",
  "resume.id": "id",
  "resume.state": "estado",
  "resume.goOn": "continue com",
  "resume.gone": "não existe mais",
  "resume.there": "existe",
  "resume.noJob": "Este notebook não tem trabalho aqui: {what}.",
  "resume.noJobWhat": "nenhum foi criado, ou nenhum existe mais",
  "resume.noJobHint": "Execute as células do notebook até a que cria o trabalho.",
};
