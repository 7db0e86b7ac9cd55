import type { charts as english } from "../en/charts.js";

export const charts: Readonly<Record<keyof typeof english, string>> = {
  "chart.step": "étape",
  "chart.epoch": "époque {n}|époque {n}",
  "chart.best": "meilleur",
  "chart.keys":
    "Touches : + et − agrandissent, les flèches déplacent le réticule, Maj et flèches déplacent la vue, 0 montre tout. Les nombres sont sous « Afficher en tableau ».",
  "chart.smoothing": "Lissage",
  "chart.log": "Logarithmique",
  "chart.showAll": "Tout montrer",
  "chart.asTable": "Afficher en tableau",
  "chart.notYet": "Aucune mesure pour l'instant. Les courbes commencent à la première étape.",
  "chart.none": "Cette tâche n'a fait aucune étape ; il n'y a rien à dessiner.",
  "chart.overfitting": "La perte de validation remonte depuis l'étape {step} : surapprentissage ?",
  "chart.overfittingWhy":
    "Le modèle continue d'apprendre par cœur les exemples d'entraînement mais devient moins bon sur ceux qu'il n'a pas vus. Moins d'époques, ou le point de contrôle marqué meilleur, peuvent mieux répondre.",
  "chart.title.loss": "Perte par étape",
  "chart.title.accuracy": "Exactitude des jetons par étape",
  "chart.title.preference": "Exactitude des préférences par étape",
  "chart.title.margin": "Marge de récompense par étape",
  "chart.axis.loss": "nats par jeton",
  "chart.axis.accuracy": "part correcte",
  "chart.axis.preference": "part des paires",
  "chart.axis.margin": "marge",
  "chart.train_loss": "entraînement",
  "chart.valid_loss": "validation, un lot",
  "chart.full_valid_loss": "validation, jeu entier",
  "chart.train_mean_token_accuracy": "exactitude d'entraînement",
  "chart.valid_mean_token_accuracy": "exactitude de validation, un lot",
  "chart.full_valid_mean_token_accuracy": "exactitude de validation, jeu entier",
  "chart.preference_accuracy": "réponse préférée classée première",
  "chart.reward_margin": "marge de récompense",
};
