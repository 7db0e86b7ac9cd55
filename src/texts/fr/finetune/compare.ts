import type { compare as english } from "../../en/finetune/compare.js";

export const compare: Readonly<Record<keyof typeof english, string>> = {
  "compare.none": "Il n'y a pas d'exemples réservés pour comparer.",
  "compare.noneHint": "Lisez-en : {code}.",
  "compare.bar": "Comparaison",
  "compare.examples": "exemples",
  "compare.scoring": "Mesure de {model}",
  "compare.asking": "Question à {model}",
  "compare.noLosses":
    "Les pertes sont omises : le fournisseur ne donne pas les log-probabilités d'un texte donné. ({reason})",
  "compare.noJudge": "La préférence jugée est omise : {reason}",
  "compare.badExample": "Un exemple réservé n'a pas de message de l'assistant après une question.",
  "compare.badExampleHint": "Vérifiez le fichier avec readChatDataset ; les exemples qu'il donne conviennent.",
  "compare.tooFew":
    "{n} exemple ne suffit pas à distinguer une différence du hasard ; prenez-en au moins {least}, mieux 50.|{n} exemples ne suffisent pas à distinguer une différence du hasard ; prenez-en au moins {least}, mieux 50.",
  "compare.cannotShow":
    "{n} exemple ne peut pas montrer une différence pour {measure} : {difference}, avec un intervalle de {low} à {high}.|{n} exemples ne peuvent pas montrer une différence pour {measure} : {difference}, avec un intervalle de {low} à {high}.",
  "compare.noDifference":
    "{n} exemple ne montre aucune différence pour {measure}.|{n} exemples ne montrent aucune différence pour {measure}.",
  "compare.needed": " Environ {n} le pourraient, si elle restait aussi grande.",
  "compare.lostFacts":
    "Perdue : {n} réponse que le modèle de base avait juste : {questions}.|Perdues : {n} réponses que le modèle de base avait justes : {questions}.",
  "compare.gainedFacts":
    "Gagnée : {n} réponse que le modèle de base avait fausse : {questions}.|Gagnées : {n} réponses que le modèle de base avait fausses : {questions}.",
  "compare.caption": "{tuned} contre {base} sur {n} exemple réservé|{tuned} contre {base} sur {n} exemples réservés",
  "compare.playground": "{model} dans le terrain de jeu",
  "compare.measure": "mesure",
  "compare.base": "base",
  "compare.tuned": "ajusté",
  "compare.difference": "différence (95 %)",
  "compare.verdict": "verdict",
  "compare.facts": "réponses qui contiennent le fait attendu",
  "compare.loss": "perte de la réponse attendue",
  "compare.style": "réponses dans le style",
  "compare.preference": "le juge préfère l'ajusté (+1) ou la base (-1)",
  "compare.preferenceName": "préférence",
  "compare.notMeasured": "non mesuré",
  "compare.alike": "on ne peut les départager",
  "compare.tunedBetter": "l'ajusté est meilleur",
  "compare.baseBetter": "la base est meilleure",
  "compare.changed": "Exemples qui ont le plus changé",
  "compare.question": "question",
  "compare.baseLoss": "perte de la base",
  "compare.tunedLoss": "perte de l'ajusté",
  "compare.noLogprobs": "{model} n'a pas envoyé de log-probabilités pour le texte donné.",
  "compare.noLogprobsHint":
    "Utilisez le service embarqué, ou un autre serveur dont /completions connaît echo et logprobs.",
};
