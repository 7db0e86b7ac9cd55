import type { resume as english } from "../../en/finetune/resume.js";

export const resume: Readonly<Record<keyof typeof english, string>> = {
  "resume.nothing": "Ce notebook n'a rien créé ici qui existe encore ; commencez par ses premières cellules.",
  "resume.caption": "Créé par ce notebook, et où cela en est",
  "resume.kind": "type",
  "resume.id": "id",
  "resume.state": "état",
  "resume.goOn": "continuez avec",
  "resume.gone": "n'existe plus",
  "resume.there": "existe",
  "resume.noJob": "Ce notebook n'a pas de tâche ici : {what}.",
  "resume.noJobWhat": "aucune n'a été créée, ou elle n'existe plus",
  "resume.noJobHint": "Exécutez les cellules du notebook jusqu'à celle qui crée la tâche.",
};
