import type { tape as english } from "../../en/models/tape.js";

export const tape: Readonly<Record<keyof typeof english, string>> = {
  "tape.both": "TUNELAB_RECORD et TUNELAB_REPLAY sont toutes deux définies.",
  "tape.bothHint": "Retirez TUNELAB_REPLAY pour enregistrer une vraie exécution, ou TUNELAB_RECORD pour en relire une.",
  "tape.none": "{folder} ne contient pas d'enregistrement : {reason}.",
  "tape.noneHint":
    "Exécutez le notebook une fois avec TUNELAB_RECORD définie sur un dossier, puis définissez TUNELAB_REPLAY sur le même dossier.",
  "tape.format": "son format est {format}, et cette version lit le 1",
  "tape.badSpeed": "TUNELAB_REPLAY_SPEED est « {text} » : ce doit être un nombre supérieur à 0.",
  "tape.badSpeedHint": "1 est la vitesse de l'enregistrement, 10 dix fois plus vite.",
  "tape.earlier": "Il contient {earlier} appel(s) d'exécutions précédentes, qui y restent.",
  "tape.recording":
    "Enregistrement : chaque appel de ce notebook est écrit dans {folder}, sans clés, jetons d'accès ni ids d'abonnement, mais avec questions et réponses.{before}",
  "tape.replay":
    "Relecture : rien n'est envoyé nulle part. Chaque réponse ci-dessous a été enregistrée le {day} UTC avec le fournisseur « {provider} » ({calls} appels dans {folder}) et arrive {speed} fois plus vite (TUNELAB_REPLAY_SPEED).",
};
