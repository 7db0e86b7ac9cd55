export const evaluateRows = {
  "evaluate.stopped": "The run was interrupted.",
  "evaluate.stoppedHint": "Run it again.",
  "evaluate.rowTimeout": "Row {row} gave no answer in {n} s.",
  "evaluate.rowTimeoutHint": "Raise timeoutSeconds, or check that the endpoint answers.",
  "evaluate.noColumn": "There is no column '{name}'{named}.",
  "evaluate.columnsAre": "The columns are {names}.",
  "evaluate.thereAre": "There are {names}.",
  "evaluate.colMappingFor": ", which colMapping names for {argument}",
} as const;
