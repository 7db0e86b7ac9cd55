import type { cells as english } from "../../en/kernel/cells.js";

export const cells: Readonly<Record<keyof typeof english, string>> = {
  "cells.notDescribed": "La cellule a levé une valeur qui ne peut pas être décrite.",
  "cells.part": "erreur {place} sur {total}",
  "cells.moreErrors": "{n} erreur de plus|{n} erreurs de plus",
  "cells.causedBy": "Causée par",
  "cells.disposalError": "Levée lors de la libération",
  "cells.suppressedError": "Masquée par celle-ci",
  "cells.shownAbove": "une erreur montrée plus haut",
  "cells.moreFrames": "{n} appel de plus|{n} appels de plus",
  "cells.moreCharacters": "{n} caractère de plus|{n} caractères de plus",
  "cells.privateName":
    "Un objet créé avant que la cellule de sa classe soit exécutée de nouveau, ou un Proxy autour d'un objet, n'a pas les noms avec # : créez l'objet de nouveau.",
  "cells.earlierClass":
    "{names} a été fait avec {bases} d'avant : exécutez de nouveau {order}, puis cette cellule.|{names} ont été faits avec {bases} d'avant : exécutez de nouveau {order}, puis cette cellule.",
  "cells.uncaught": "Erreur non interceptée, en arrière-plan : {error}",
  "cells.requireUnfinished":
    "require ne peut pas charger {file} : une importation de ce fichier, ou d'un fichier qu'il importe, a échoué ou est encore en cours.",
  "cells.requireUnfinishedHint":
    "Attendez l'importation (await import(…)). Si elle a échoué, corrigez le fichier et redémarrez le noyau : Node ne charge un module JavaScript qu'une fois.",
  "cells.loadedOnce":
    "Le fichier a peut-être été corrigé depuis : Node ne charge un module JavaScript qu'une fois ; redémarrez le noyau. Un fichier .ts est relu.",
  "cells.requireTypeScript": "require ne peut pas charger le fichier TypeScript {file}.",
  "cells.requireTypeScriptHint": "Importez-le : {static} ; ou {dynamic}.",
  "cells.badJson": "Ce n'est pas du JSON valide : {reason}.",
  "cells.badJsonHint": "Corrigez le fichier, enregistrez-le, puis exécutez de nouveau la cellule.",
  "cells.noNodeModule": "Le module {name} de Node.js est introuvable.",
  "cells.noPackage": "Le paquet {name} est introuvable depuis {folder}.",
  "cells.nobodyAnswers": "Personne ne peut répondre à {prompt} : cette interface ne permet pas la saisie.",
  "cells.nobodyAnswersHint":
    "Mettez la valeur dans une variable d'environnement ou dans la cellule, ou exécutez le notebook dans JupyterLab, où await prompt() la demande.",
  "cells.inputNeverEnds": 'process.stdin.on("end", …) attend ici pour toujours, car rien ne lit l\'entrée.',
  "cells.inputNeverEndsHint":
    "Demandez une ligne avec await prompt({question}), ou lisez process.stdin avec for await.",
  "cells.badDisplay": "L'affichage n'est pas utilisable : {why}.",
  "cells.badDisplayHint": "Renvoyez un objet comme {example}.",
  "cells.noBundle": "un affichage doit être un objet qui va du type MIME au contenu, c'était {got}",
  "cells.noMime": "{name} n'est pas un type MIME",
  "cells.notJson": "le contenu de {name} ne peut pas s'écrire en JSON",
  "cells.emptyDisplay": "affichage vide",
  "cells.lateDisplay": "son affichage n'était pas prêt après {seconds} s",
  "cells.endlessDisplay": "Un affichage n'était pas prêt après {seconds} s et a été arrêté, et la cellule avec lui.",
  "cells.endlessDisplayHint":
    "Un accesseur, un itérateur ou [util.inspect.custom] de la valeur affichée ne se termine jamais : cherchez-y une boucle.",
  "cells.notShown": "une valeur qui ne peut pas être montrée : {reason}",
  "cells.inspectionFailed": "son inspection a échoué",
  "cells.rows": "{n} ligne|{n} lignes",
  "cells.columns": "{n} colonne|{n} colonnes",
  "cells.moreRows": "{n} ligne de plus|{n} lignes de plus",
  "cells.moreColumns": "{n} colonne de plus|{n} colonnes de plus",
  "cells.leftOut": "{what}, non affichées",
  "cells.and": " et ",
  "cells.more": "{n} de plus",
  "cells.svg": "image SVG, {n} caractère|image SVG, {n} caractères",
  "cells.figure": "Figure Plotly",
  "cells.noType": "aucun type",
  "cells.traces": "{n} trace|{n} traces",
  "cells.chart": "graphique {name} {version}",
  "cells.image": "image {kind}, {n} octet|image {kind}, {n} octets",
};
