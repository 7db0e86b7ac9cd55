import type { deployments as english } from "../../en/finetune/deployments.js";

export const deployments: Readonly<Record<keyof typeof english, string>> = {
  "deployments.list": "Déploiements de la ressource",
  "deployments.deleted": "Déploiement {name} supprimé. Son modèle reste.",
  "deployments.notThere":
    "Il n'y avait pas de déploiement {name} ; rien n'a été supprimé. listDeployments() montre ceux qui existent.",
  "deployments.answers": "Le déploiement {name} ({sku}, capacité {capacity}) répond avec {model} après {time}.",
  "deployments.playground": "Ouvrir dans le terrain de jeu",
  "deployments.playgroundOf": "Ouvrir {name} dans le terrain de jeu du portail",
  "deployments.line": "Déploiement {name} · {time} · {state}",
  "deployments.asking": "demande du déploiement",
  "deployments.ready": "répond. {hosting}",
  "deployments.notYet": "Succeeded, mais il ne répond pas encore (c'est connu sur Azure)",
  "deployments.free": "Il ne coûte rien ici.",
  "deployments.developer": "L'hébergement est gratuit ; Azure le supprime après 24 heures.",
  "deployments.hosting":
    "L'hébergement coûte {hour} $ l'heure, environ {month} $ par mois si on l'oublie ; Azure le supprime après 15 jours sans appel.",
  "deployments.stopped": "{what} ; le déploiement {name} continue sans lui.",
  "deployments.stoppedHint":
    "Exécutez de nouveau la cellule : deployModel reprend un déploiement qui existe. Les modèles ajustés d'Azure prennent jusqu'à 20 minutes.",
  "deployments.interrupted": "L'attente a été interrompue",
  "deployments.badName": "« {name} » ne peut pas être le nom d'un déploiement.",
  "deployments.badNameHint":
    "Utilisez de 2 à 64 lettres, chiffres, '-', '_' ou '.', avec une lettre ou un chiffre au début et à la fin.",
  "deployments.failed": "Le déploiement {name} de {model} est {state}.",
  "deployments.failedHint":
    "Regardez-le dans le portail sous Deployments, supprimez-le avec deleteEverything et déployez de nouveau ; un autre SKU ou une autre région peut convenir.",
  "cleanUp.none": "Ce notebook n'a rien créé qui existe encore.",
  "cleanUp.made": "Créé par ce notebook",
  "cleanUp.elsewhere": "Aussi sur ce point de terminaison, créé ailleurs, et laissé tel quel",
  "cleanUp.by": "créé par",
  "cleanUp.unknown": "inconnu",
  "cleanUp.nothing": "Rien n'a été supprimé.",
  "cleanUp.caption": "Nettoyage",
  "cleanUp.kind": "type",
  "cleanUp.id": "id",
  "cleanUp.madeAt": "créé",
  "cleanUp.result": "résultat",
  "cleanUp.month": "oublié pendant un mois",
  "cleanUp.free": "rien",
  "cleanUp.fileCost": "presque rien, et il compte dans les 100 fichiers",
  "cleanUp.deploymentCost": "{month} $ ; supprimé par Azure après 15 jours sans appel",
  "cleanUp.deleted": "supprimé",
  "cleanUp.stays": "reste",
  "cleanUp.staysBecause": "reste : {reason}",
  "cleanUp.jobKept": "conservé chez le fournisseur comme trace",
  "cleanUp.jobCancelled": "annulé ; conservé chez le fournisseur comme trace",
  "cleanUp.jobRunning": "encore en cours : il serait annulé",
  "cleanUp.jobLeft": "reste : encore en cours, et pas annulé",
  "cleanUp.askJobs":
    "{n} tâche est encore en cours. L'annuler ? Tapez oui : |{n} tâches sont encore en cours. Les annuler ? Tapez oui : ",
  "cleanUp.ask": "Supprimer cet élément ({n}) ? Tapez oui : |Supprimer ces {n} éléments ? Tapez oui : ",
  "cleanUp.notAsked":
    "{n} élément serait supprimé chez un vrai fournisseur, et personne ne peut répondre.|{n} éléments seraient supprimés chez un vrai fournisseur, et personne ne peut répondre.",
  "cleanUp.notAskedHint": "Exécutez {code} si la liste ci-dessus est juste.",
};
