import type { playground as english } from "../../en/finetune/playground.js";

export const playground: Readonly<Record<keyof typeof english, string>> = {
  "playground.you": "Vous :",
  "playground.tokens": "{n} jeton|{n} jetons",
  "playground.cut": "coupée à la limite",
  "playground.noAnswer": "(pas de réponse)",
  "playground.noModel": "Le terrain de jeu n'a pas de modèle à qui parler.",
  "playground.noModelHint": "Nommez un déploiement : {code}.",
  "playground.systemChanged": "Le message système a changé",
  "playground.examplesChanged": "Les exemples ont changé",
  "playground.restarted": "Recommencé",
  "playground.newSession": "{reason} : une nouvelle session commence, les tours précédents sont oubliés.",
  "playground.turn": "tour",
  "playground.user": "utilisateur",
  "playground.history": "Conversation",
  "playground.empty": "Le message est vide.",
  "playground.emptyHint": "Écrivez-en un : {code}.",
  "playground.cutOff":
    "La réponse de {model} s'est interrompue après {n} caractère.|La réponse de {model} s'est interrompue après {n} caractères.",
  "playground.cutOffHint":
    "La connexion s'est perdue ou le service s'est arrêté. Exécutez de nouveau la cellule ; le tour n'a pas été gardé.",
  "playground.systemLabel": "Système",
  "playground.examplesLabel": "Exemples",
  "playground.examplesPlaceholder": "question {arrow} réponse",
  "playground.temperatureLabel": "Température",
  "playground.messageLabel": "Message",
  "playground.sendLabel": "Envoyer",
  "playground.stopLabel": "Arrêter",
  "playground.restartLabel": "Nouvelle session",
  "playground.stopped": "La réponse a été arrêtée.",
  "playground.badExample": "La ligne {line} des exemples n'est pas une question suivie de sa réponse.",
  "playground.badExampleHint": "Écrivez un exemple par ligne : {form}.",
};
