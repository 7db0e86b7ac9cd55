import type { models as english } from "../en/models.js";

export const models: Readonly<Record<keyof typeof english, string>> = {
  "models.retired": "{model} a été retiré d'Azure le {date}.",
  "models.retires": "{model} sera retiré d'Azure le {date}.",
  "models.existing":
    "Les clients qui l'utilisent déjà peuvent l'entraîner au moins jusqu'au {date} ; les nouveaux, non.",
  "models.deployments": "Les déploiements de ses modèles ajustés cessent de répondre le {date}.",
  "models.notOffered": "{model} n'est plus proposé à l'ajustement fin sur Azure.",
  "models.shut": "{model} a été arrêté le {date} chez OpenAI, modèles ajustés compris.",
  "models.shuts": "{model} sera arrêté le {date} chez OpenAI, modèles ajustés compris.",
  "models.openaiClosed":
    "L'ajustement fin d'OpenAI est fermé aux nouvelles organisations depuis le {date}, et personne ne peut créer de tâche après le {last}.",
  "models.openaiCloses":
    "L'ajustement fin d'OpenAI ferme aux nouvelles organisations le {date}, et personne ne peut créer de tâche après le {last}.",
  "models.noneForNew":
    "Les nouveaux clients ne peuvent ajuster sur Azure aucun des modèles de cette liste (au {date}).",
  "models.forNew": "Les nouveaux clients peuvent ajuster sur Azure (au {date}) : {models}.",
  "models.forExisting": "Les clients qui les utilisent déjà le peuvent : {models}.",
  "models.noneForExisting": "Les clients qui en utilisent déjà un non plus.",
  "models.until": "{model} au moins jusqu'au {date}",
  "models.source": "Source : {source}",
};
