import type { cost as english } from "../en/cost.js";

export const cost: Readonly<Record<keyof typeof english, string>> = {
  "cost.tokens": "{tokens} jetons ({n} époque)|{tokens} jetons ({n} époques)",
  "cost.free": "Entraînement : {tokens}, gratuit sur cette machine.",
  "cost.unknown": "Entraînement : {tokens} ; la liste n'a pas de prix pour {model}.",
  "cost.here": "gratuit sur cette machine ; chez un fournisseur ce serait ",
  "cost.price": "Entraînement : {tokens}, {here}{amount}, à {price} $ le million ({model}, prix du {date}). {hosting}",
  "cost.noHosting": "Rien à payer tant qu'il est déployé, seulement les appels.",
  "cost.hosting": "Déployé : {hour} $ l'heure, {month} $ par mois si on l'oublie.",
  "cost.little": "moins de 0,01 $",
  "cost.note": "Attention : {notice}",
  "cost.badEpochs": "epochs doit être un nombre entier de 1 à 50, c'était {value}.",
  "cost.badEpochsHint": "Omettez epochs pour utiliser la règle du fournisseur.",
  "cost.table":
    "Dollars par million de jetons, au {date}. Un modèle ajusté déployé coûte {hour} $ l'heure ({developer} $ au niveau developer). Sources : {sources}.",
  "cost.model": "modèle",
  "cost.trainAzure": "entraînement, Azure",
  "cost.azureGlobal": "Azure global",
  "cost.azureDeveloper": "Azure developer",
  "cost.trainOpenAI": "entraînement, OpenAI",
  "cost.input": "entrée",
  "cost.output": "sortie",
  "cost.retired": "retiré d'Azure",
  "cost.trainableUntil": "entraîné sur Azure jusqu'au, par les clients qui l'utilisent déjà",
  "report.caption": "Jetons de {path}",
  "report.statistic": "statistique",
  "report.total": "jetons en tout",
  "report.assistant": "jetons de l'assistant",
  "report.title": "Jetons par exemple",
  "report.whole": "exemple entier",
  "report.assistantOnly": "assistant seul",
  "report.tokens": "jetons",
  "report.examples": "exemples",
  "report.fits":
    "{n} exemple, qui ne dépasse pas la limite de {limit} jetons.|{n} exemples, aucun ne dépasse la limite de {limit} jetons.",
  "report.over":
    "{n} exemples, {over} dépassent la limite de {limit} jetons : ils seraient coupés à la fin, et celui dont la réponse ne commence pas avant serait écarté.",
};
