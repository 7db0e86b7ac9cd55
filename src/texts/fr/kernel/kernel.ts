import type { kernel as english } from "../../en/kernel/kernel.js";

export const kernel: Readonly<Record<keyof typeof english, string>> = {
  "kernel.declaredUnder": "{name} est créé dans la cellule sous « {heading} » : exécutez d'abord cette cellule.",
  "kernel.notDeclared":
    "Aucune cellule ne l'a déclaré depuis le démarrage du noyau : exécutez les cellules ci-dessus, si l'une d'elles le fait.",
  "kernel.refused":
    "{cell} déclare {name}, mais n'a pas été exécutée à cause d'une erreur : corrigez cette cellule et exécutez-la d'abord.",
  "kernel.importBrings":
    "{line} apporte celui de {module}. Si une cellule le déclare ou l'importe, exécutez-la d'abord.",
  "kernel.forgotten":
    "Il a disparu avec %reset ou la fin de l'exécuteur de cellules : exécutez de nouveau la cellule qui le déclare.",
  "kernel.forgottenAwait": "C'est une promesse, pas encore sa valeur : écrivez `await` devant.",
  "kernel.noPage":
    "Les cellules s'exécutent dans Node.js, qui n'a pas de page de navigateur. Si une cellule déclare ce nom, exécutez-la d'abord.",
  "kernel.writtenAs": "Dans une cellule, cela s'écrit : {code}",
  "kernel.typographicQuote":
    "{character} est un guillemet d'imprimerie, comme en mettent les pages et les traitements de texte : tapez \" ou ' à la place.",
  "kernel.oddCharacter":
    "C'est le caractère {number}, qui ressemble à un autre ou à rien : effacez-le et tapez ce que vous voulez dire.",
  "kernel.pythonName":
    "{name} est un nom de Python : ici, c'est {code}. Si une cellule déclare ce nom, exécutez-la d'abord.",
  "kernel.noGlobal":
    "`let {name} = …` dans une cellule fait connaître {name} à toutes les cellules. Pour un paquet qui le cherche dans globalThis, écrivez `(globalThis as any).{name}`.",
  "kernel.mistake": "la cellule n'a pas été exécutée, car TypeScript a trouvé une erreur.",
  "kernel.whatToDo": "Que faire : {hint}",
  "kernel.interruptedBefore": "La cellule a été interrompue avant de s'exécuter.",
  "kernel.missed":
    "Sortie de {cell}, en cours d'exécution quand cette page a été rechargée ou qu'une autre s'est connectée :",
  "kernel.missedEndOf":
    "La fin de la sortie de {cell}, en cours d'exécution quand cette page a été rechargée ou qu'une autre s'est connectée :",
  "kernel.missedUntilHere": "Jusqu'ici, c'est la sortie de {cell}.",
  "kernel.waitsForAnswer":
    "Une cellule précédente attend la réponse à « {prompt} », demandée sur la page avant son rechargement. Interrompez le noyau pour arrêter cette cellule, puis exécutez-la de nouveau.",
  "kernel.lost":
    "{reason}. Les variables, fonctions et imports de toutes les cellules sont perdus ; les fichiers restent. La cellule suivante s'exécute dans un exécuteur neuf : exécutez de nouveau, depuis le début, les cellules dont vous avez besoin.",
  "kernel.notInterruptible": "La cellule n'a pas pu être interrompue, l'exécuteur de cellules a donc été arrêté",
  "kernel.lostAfterwards":
    "{reason}, après la fin de cette cellule. Ce que les cellules ont défini est perdu ; la cellule suivante s'exécute dans un exécuteur neuf.",
  "kernel.shuttingDown": "Le noyau s'arrête ; la cellule n'a pas été exécutée.",
  "kernel.outOfMemory":
    "L'exécuteur de cellules n'a plus de mémoire (sa limite est de {limit} Mio ; la variable d'environnement {variable} en fixe une autre)",
  "kernel.replaced":
    "L'exécuteur de cellules s'est terminé avec le code {code} ; une cellule avait remplacé {name}, dont Node lui-même dépend",
  "kernel.exited": "Une cellule a terminé son processus avec le code {code} (process.exit)",
  "kernel.killed":
    "L'exécuteur de cellules a été arrêté par SIGKILL, ce que fait aussi le système quand la mémoire manque",
  "kernel.ended": "L'exécuteur de cellules a été arrêté par {signal}",
  "kernel.crashed": "L'exécuteur de cellules s'est effondré avec le code {code}",
  "kernel.gone": "L'exécuteur de cellules a disparu",
  "kernel.interruptedHandler": "Un gestionnaire d'un contrôle a été interrompu.",
  "kernel.interrupted": "La cellule a été interrompue.",
  "kernel.variablesKept": "Ses variables gardent leurs valeurs.",
  "kernel.brokenByInterrupt": "L'interruption a cassé l'état de l'exécuteur de cellules lui-même, il a donc été arrêté",
  "kernel.brokenByCell": "Une cellule a remplacé ce dont l'exécuteur de cellules lui-même dépend, il a donc été arrêté",
  "kernel.brokenByReplacing":
    "Une cellule a remplacé {name}, dont l'exécuteur de cellules lui-même dépend, il a donc été arrêté",
  "kernel.shutDown": "Le noyau a été arrêté",
  "kernel.unreadable": "Les messages de l'exécuteur de cellules sont devenus illisibles, il a donc été arrêté",
  "kernel.parted": "Une cellule a fermé les canaux de l'exécuteur de cellules, il a donc été arrêté",
  "kernel.compilerFailed": "Le compilateur TypeScript a échoué : {reason}",
  "kernel.compilerFailedHint":
    "Exécutez de nouveau la cellule ; si elle échoue encore, redémarrez le noyau et signalez la cellule en cause.",
  "kernel.answerTooSlow": "la réponse a pris trop de temps",
  "kernel.notCompiled": "La cellule ne peut pas être compilée.",
  "kernel.andMore": "et {n} autre|et {n} autres",
  "kernel.more": "{n} autre|{n} autres",
  "kernel.staleCells":
    "{cells} a été vérifiée avec {names} d'avant : exécutez de nouveau {order}.|{cells} ont été vérifiées avec {names} d'avant : exécutez de nouveau {order}.",
  "kernel.then": ", puis ",
  "kernel.itsCell": "sa cellule",
  "kernel.beingTyped": "En cours de saisie :",
  "kernel.moreLines": "{n} ligne de plus|{n} lignes de plus",
  "kernel.runnerGone": "L'exécuteur de cellules a disparu.",
  "kernel.runnerGoneHint": "Exécutez une cellule : elle en démarre un nouveau.",
  "kernel.runnerBusy":
    "L'exécuteur de cellules ne répond pas au débogueur : une cellule attend dans du code natif, un processus enfant ou un verrou.",
  "kernel.debuggerFailedHint":
    "Avancez d'un pas ou continuez, puis redemandez ; éteindre et rallumer le débogueur le redémarre.",
  "kernel.noVariableName": "{name} ne peut pas être le nom d'une variable.",
  "kernel.allExceptions": "Toutes les exceptions",
  "kernel.uncaughtExceptions": "Exceptions non interceptées",
};
