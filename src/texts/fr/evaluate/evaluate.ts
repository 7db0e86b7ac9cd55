import type { evaluate as english } from "../../en/evaluate/evaluate.js";

export const evaluate: Readonly<Record<keyof typeof english, string>> = {
  "evaluate.askingTarget": "Question à la cible",
  "evaluate.askingModel": "Question au modèle",
  "evaluate.askingApplication": "Question à l'application",
  "evaluate.scoring": "Notation",
  "evaluate.rowsUnit": "lignes",
  "evaluate.scoresUnit": "notes",
  "evaluate.failedNote": "{n} en échec",
  "evaluate.notInContext": "Pas dans le contexte : {facts}.",
  "evaluate.returnedNothing": "elle n'a rien renvoyé",
  "evaluate.notLogged": "La métrique '{metric}' n'a pas été enregistrée : {reason}.",
  "evaluate.metricFailed":
    "La métrique '{metric}' (numéro {place}) n'a pas été enregistrée : elle a échoué avec « {message} ».{hint}",
  "evaluate.toxicitySkipped":
    "toxicity/v1 est omise : c'est la note d'un seul modèle, {model}, qui n'est pas disponible ({code} l'apporte). mlflow.metrics.profanity() cherche des mots et l'évaluateur Safety interroge un juge : ce sont d'autres choses, sous d'autres noms.",
  "evaluate.retryFailed": "mlflow.retryFailed(result) ne redemande que ces lignes.",
  "evaluate.retryRow": "mlflow.retryFailed(result) la redemande.",
  "evaluate.interruptedRow": "L'exécution a été interrompue avant que cette ligne ait une réponse.",
  "evaluate.predictionNull": "La prédiction de la ligne {row} est null.",
  "evaluate.predictionNullHint": "Remplissez la colonne '{column}', ou laissez cette ligne de côté.",
  "evaluate.weakJudge":
    "{name} : ce juge distingue bien le juste du hors-sujet, mais moins sûrement les réponses fausses du même sujet et avec les mêmes mots (aire sous la courbe {area}, intervalle à 95 % à partir de {low}). {hint}",
  "evaluate.judgeHint":
    "Donnez à cet évaluateur un modèle plus grand : {code} accepte tout fournisseur, Ollama ou un GGUF plus grand.",
  "evaluate.notCalibrated": "aucune méthode de vraisemblance n'est calibrée pour cela",
  "evaluate.tooOftenWrong":
    "sur des cas mis de côté, son aire sous la courbe est de {area} et son exactitude équilibrée de {accuracy} ; il faut {leastArea} et {leastAccuracy}",
  "evaluate.cannotJudge": "{name} ne peut pas juger {question} : {reason}.",
  "evaluate.writesChance": "{refusal} Ce qu'il écrit comme note ne vaut pas mieux que le hasard.",
  "evaluate.likelihoods":
    "Vraisemblances de {name} : {percent} % oui (gain moyen {lift}, jeton le plus faible {weakest}, mots trouvés {found} %). Aire sous la courbe de cette méthode {area} ; contre les seuls négatifs du même sujet et avec les mêmes mots {hardArea}.",
  "evaluate.support":
    "Cherché dans le texte, sans interroger de modèle : fondé à {percent} % ({found} % des mots sont dans le texte, {together} % dans une seule phrase). Sur {rows} réponses mises de côté, ce contrôle a une AUC de {area} et une exactitude équilibrée de {accuracy} ; il connaît les mots, pas le sens.",
  "evaluate.area": "{area}, intervalle à 95 % de {low} à {high}",
  "evaluate.noAnswer": "Il n'y a pas de réponse à examiner.",
  "evaluate.matches": "La réponse correspond à {pattern}.",
  "evaluate.matchesNot": "La réponse ne correspond pas à {pattern}.",
  "evaluate.tooShort": "trop courte",
  "evaluate.tooLong": "trop longue",
  "evaluate.withinBounds": "dans les limites",
  "evaluate.nothingDetected": "Rien de détecté.",
};
