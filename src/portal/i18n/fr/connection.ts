import type { connection as english } from "../en/connection.js";

export const connection: Readonly<Record<keyof typeof english, string>> = {
  "connection.intro":
    "Ce que les labos copient du portail Azure. Les cellules trouvent ces valeurs seules ; copiez-les pour vos propres programmes.",
  "connection.copyAll": "Copier comme .env",
  "connection.show": "Afficher",
  "connection.label.endpoint": "Point de terminaison",
  "connection.label.key1": "CLÉ 1",
  "connection.label.deployment": "Nom du déploiement",
  "connection.label.apiVersion": "Version de l'API",
  "connection.label.token": "Jeton d'accès temporaire",
  "connection.label.subscription": "ID de l'abonnement",
  "connection.label.resourceGroup": "Groupe de ressources",
  "connection.label.resource": "Nom de la ressource",
  "connection.label.managementUrl": "Point de terminaison de gestion",
  "connection.label.baseModel": "Modèle de base",
  "connection.nothingToDo": "Étapes des labos qui ne demandent rien ici",
  "connection.step.resource": "Créer une ressource Azure OpenAI : le service de cet ordinateur la remplace.",
  "connection.step.roles": "Attribuer des rôles : vous pouvez tout faire ici.",
  "connection.step.region": "Choisir une région : rien ne quitte cet ordinateur.",
  "connection.step.cost": "Surveiller le coût : les prix sont ceux d'Azure, montrés pour comparaison seulement.",
  "connection.data": "Données du service :",
};
