import type { deploy as english } from "../en/deploy.js";

export const deploy: Readonly<Record<keyof typeof english, string>> = {
  "deploy.title": "Déployer le modèle",
  "deploy.editTitle": "Modifier {name}",
  "deploy.model": "Modèle",
  "deploy.version": "Version du modèle : {version} (par défaut)",
  "deploy.name": "Nom du déploiement",
  "deploy.nameFault": "De 2 à 64 lettres, chiffres, points, tirets ou tirets bas.",
  "deploy.replaces": "Un déploiement de ce nom existe. Il répondra désormais avec ce modèle.",
  "deploy.type": "Type de déploiement",
  "deploy.standard": "Standard",
  "deploy.capacity": "Limite de débit en jetons par minute (milliers)",
  "deploy.capacityFault": "Un nombre entier à partir de 1.",
  "deploy.filter": "Filtre de contenu",
  "deploy.filterDefault": "Valeur par défaut",
  "deploy.dynamic": "Activer le quota dynamique",
  "deploy.failed": "Le déploiement n'a pas été fait",
  "deploy.started": "{name} est en cours de déploiement.",
  "deploy.changed": "{name} a été modifié.",
};
