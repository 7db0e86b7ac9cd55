import type { simulate as english } from "../en/simulate.js";

export const simulate: Readonly<Record<keyof typeof english, string>> = {
  "simulate.bar": "Simulation",
  "simulate.turns": "tours",
  "simulate.questionsWritten": "{found} questions écrites sur {wanted}",
  "simulate.finished": "{n} conversation terminée|{n} conversations terminées",
  "simulate.fewQuestions":
    "Le texte a donné {found} questions au lieu de {wanted} : prenez un texte plus long ou un modèle plus grand.",
  "simulate.englishOnly": "Les questions se font phrase par phrase, ce qui ne marche qu'en anglais.",
  "simulate.tasksLeft": "{left} consignes sur {tasks} n'ont pas de question et ont été laissées de côté.",
  "simulate.lessAtOnce": "Baissez concurrentAsyncTasks, ou attendez et relancez avec un resumeFile.",
  "simulate.again": "Relancez avec un resumeFile : les conversations terminées sont gardées.",
  "simulate.notWritten":
    "{path} n'a pas pu être écrit ({reason}) : cette exécution ne peut pas être reprise, mais ses conversations sont dans le résultat.",
  "simulate.given": "questions données",
  "simulate.by.prompt": "questions sur tout le texte, par {models}",
  "simulate.by.sentences": "questions phrase par phrase, par {models}",
  "simulate.earlier": "une exécution précédente",
  "simulate.summary": "{done} conversations sur {asked}, {by} ; {tokens} jetons en {calls} appels, {seconds} s.",
  "simulate.cost": "Coût : {cost}.",
  "simulate.resumed": "{n} reprises d'une exécution précédente.",
  "simulate.interrupted": "L'exécution a été interrompue : relancez-la avec le même resumeFile pour continuer.",
  "simulate.duplicates":
    "{n} question en répète une autre, ou presque.|{n} questions en répètent une autre, ou presque.",
  "simulate.failed": "La conversation {place} a échoué : {message}",
  "simulate.conversation": "conversation",
  "simulate.turn": "tour",
  "simulate.query": "question",
  "simulate.response": "réponse",
  "simulate.expected": "attendu",
  "simulate.chosen": "Choisi par source: {source}.",
  "simulate.unreachable": "Wikipédia n'a pas pu être jointe ({reason}).",
  "simulate.bundled": "{note} C'est un des textes livrés avec le projet, et non celui de Wikipédia.",
  "simulate.cut": "Coupé de {n} caractères.",
  "simulate.answered": "elle a répondu {status}",
  "simulate.noAnswer": "pas de réponse en {seconds} s",
  "simulate.noJson": "sa réponse n'était pas du JSON",
};
