import type { simulateErrors as english } from "../en/simulate-errors.js";

export const simulateErrors: Readonly<Record<keyof typeof english, string>> = {
  "simulate.itAnswered": " Il a répondu {answer}.",
  "simulate.unusable": "Le modèle n'a rien donné d'utilisable ({wanted}) : {detail}{shown}",
  "simulate.unusableHint":
    'Prenez un modèle plus grand, ou strategy: "sentences", dont les petits modèles sont capables. Un refus ou une réponse coupée demande un autre texte ou moins de questions à la fois.',
  "simulate.questions": "questions",
  "simulate.userTurn": "tour de l'utilisateur",
  "simulate.noQna": 'il n\'y a pas de liste de questions sous "qna".',
  "simulate.noPair": 'aucun élément n\'a une question "q" et une réponse "r".',
  "simulate.noContent": 'il n\'y a pas de texte sous "content".',
  "simulate.late": "La fonction de rappel n'a pas répondu à {asked} en {n} s.",
  "simulate.lateHint":
    "Vérifiez qu'elle renvoie ou lance quelque chose dans tous les cas, ou augmentez targetTimeoutSeconds.",
  "simulate.callbackFailed": "La fonction de rappel a échoué sur {asked} : {reason}",
  "simulate.callbackFailedHint":
    "Appelez-la à la main avec cette question pour voir où elle échoue ; les autres conversations ont continué.",
  "simulate.badAnswer": "La réponse de la fonction de rappel à {asked} {found}.",
  "simulate.badAnswerHint": "Renvoyez {result}, où messages est la liste reçue, avec {message} à la fin.",
  "simulate.notObject": "est {type} au lieu d'un objet",
  "simulate.noMessages": "n'a pas de liste de messages",
  "simulate.noText": "se termine par un message sans texte dans content",
  "simulate.ownMessage":
    "se termine par le message de l'utilisateur lui-même : celui de l'assistant n'a pas été ajouté",
  "simulate.noQuestions": "Aucune question n'a pu être générée : {reason}",
  "simulate.noQuestionsHint": "Vérifiez le point de terminaison, le déploiement et la clé du modèle.",
  "simulate.textTooShort":
    "Aucune question ne peut être faite du texte : il a {n} caractères et aucune phrase de 6 à 45 mots avec un nom, une date ou un nombre.",
  "simulate.textTooShortHint": "Donnez un texte plus long, comme quelques paragraphes sur une personne.",
  "simulate.notEnglish":
    "Le texte est en {language}, et un petit modèle ne fait des questions phrase par phrase qu'en anglais.",
  "simulate.notEnglishHint":
    "Prenez un texte anglais, comme {code}, ou un modèle plus grand, qu'on interroge sur tout le texte dans sa langue.",
  "simulate.textEmpty": "Le texte sur lequel poser des questions est vide.",
  "simulate.textEmptyHint":
    "Passez text : le texte d'un fichier, ou de await wikipediaSummary(…) ; ou passez conversationTurns.",
  "simulate.passCallback": "Passez la fonction de rappel : {code}.",
  "simulate.turnsAndText": "conversationTurns ne va pas avec text ou tasks, les deux sont donnés.",
  "simulate.turnsAndTextHint": "Omettez l'un d'eux.",
  "simulate.badTurn":
    "chacun de conversationTurns doit être du texte, ou un objet avec content (et expectedResponse) comme texte, c'était {got}.",
  "simulate.badTurnHint": "Écrivez {code}.",
  "simulate.noJournal": "n'est pas le journal d'une simulation",
  "simulate.otherRun": "appartient à une exécution avec d'autres réglages ou un autre texte",
  "simulate.mismatch": "{path} {what}.",
  "simulate.mismatchHint": "Supprimez-le pour recommencer, ou donnez un autre nom à resumeFile.",
  "simulate.notSaved": "{path} n'a pas pu être écrit : {reason}.",
  "simulate.notSavedHint":
    "Faites de la place ou choisissez un autre endroit, et rappelez save : les conversations sont encore dans ce résultat.",
  "simulate.noPage": "{language}.wikipedia.org n'a pas de page sur {term}.",
  "simulate.noPageHint": "Vérifiez l'orthographe, ou choisissez une autre langue : {code}.",
  "simulate.ambiguous": "{title} désigne plusieurs choses.",
  "simulate.ambiguousHint": "Choisissez-en une, par exemple : {choices}.",
  "simulate.noIntroduction": "La page {title} de {language}.wikipedia.org n'a pas d'introduction.",
  "simulate.noIntroductionHint": "Essayez une autre de celles qui ont été trouvées : {titles}.",
  "simulate.nothingElse": "rien d'autre n'a été trouvé",
  "simulate.badTerm": "Le terme à chercher est {term}.",
  "simulate.badTermHint": "Écrivez le nom d'une personne ou d'une chose, comme « Isaac Asimov ».",
  "simulate.maxCharactersHint": "C'est un nombre entier à partir de 1 ; omettez-le pour 5000.",
  "simulate.badLanguage": "La langue est {language}.",
  "simulate.badLanguageHint": 'Écrivez le code d\'une Wikipédia : "en", "pt" ou "fr", par exemple.',
  "simulate.offered": "En {language} : {names}.",
  "simulate.offeredEnglish": "Aucun en {language} ; en en : {names}.",
  "simulate.noBundled": "Il n'y a pas de texte sur {term} : aucun n'est livré avec le projet.",
  "simulate.noBundledUnreached":
    "Il n'y a pas de texte sur {term} : Wikipédia n'a pas pu être jointe ({reason}), et aucun n'est livré avec le projet.",
  "simulate.noBundledHint": "Prenez l'un des textes livrés. {offered} Ou lisez un fichier à vous comme texte.",
};
