import type { cleanUp as english } from "../en/clean-up.js";

export const cleanUp: Readonly<Record<keyof typeof english, string>> = {
  "cleanUp.intro": "Ce qui a été créé, et ce que cela coûterait sur Azure en restant. Ici cela ne coûte rien.",
  "cleanUp.empty": "Il n'y a rien à nettoyer.",
  "cleanUp.all": "Tout sélectionner",
  "cleanUp.group.deployment": "Déploiements",
  "cleanUp.group.model": "Modèles ajustés",
  "cleanUp.group.file": "Fichiers",
  "cleanUp.perMonth": "Sur Azure : {price} par mois",
  "cleanUp.monthly": "{price} par mois",
  "cleanUp.delete": "Supprimer {n}|Supprimer {n}",
  "cleanUp.confirm": "Cela ne peut pas être annulé.",
  "cleanUp.type": "Saisissez delete pour confirmer",
  "cleanUp.done": "{n} a été supprimé.|{n} ont été supprimés.",
  "cleanUp.failed": "{n} n'a pas pu être supprimé|{n} n'ont pas pu être supprimés",
};
