import type { evaluateRows as english } from "../../en/evaluate/evaluate-rows.js";

export const evaluateRows: Readonly<Record<keyof typeof english, string>> = {
  "evaluate.stopped": "L'exécution a été interrompue.",
  "evaluate.stoppedHint": "Exécutez de nouveau.",
  "evaluate.rowTimeout": "La ligne {row} n'a pas eu de réponse en {n} s.",
  "evaluate.rowTimeoutHint": "Augmentez timeoutSeconds, ou vérifiez que le point de terminaison répond.",
  "evaluate.noColumn": "Il n'y a pas de colonne '{name}'{named}.",
  "evaluate.columnsAre": "Les colonnes sont {names}.",
  "evaluate.thereAre": "Il y a {names}.",
  "evaluate.colMappingFor": ", que colMapping donne pour {argument}",
};
