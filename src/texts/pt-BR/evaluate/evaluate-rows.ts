import type { evaluateRows as english } from "../../en/evaluate/evaluate-rows.js";

export const evaluateRows: Readonly<Record<keyof typeof english, string>> = {
  "evaluate.stopped": "A execução foi interrompida.",
  "evaluate.stoppedHint": "Execute de novo.",
  "evaluate.rowTimeout": "A linha {row} não teve resposta em {n} s.",
  "evaluate.rowTimeoutHint": "Aumente timeoutSeconds, ou verifique se o ponto de extremidade responde.",
  "evaluate.noColumn": "Não há coluna '{name}'{named}.",
  "evaluate.columnsAre": "As colunas são {names}.",
  "evaluate.thereAre": "Existem {names}.",
  "evaluate.colMappingFor": ", que colMapping indica para {argument}",
};
