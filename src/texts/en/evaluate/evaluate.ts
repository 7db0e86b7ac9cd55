export const evaluate = {
  "evaluate.askingTarget": "Asking the target",
  "evaluate.askingModel": "Asking the model",
  "evaluate.askingApplication": "Asking the application",
  "evaluate.scoring": "Scoring",
  "evaluate.rowsUnit": "rows",
  "evaluate.failedNote": "{n} failed",
  "evaluate.notInContext": "Not in the context: {facts}.",
  "evaluate.returnedNothing": "it returned nothing",
  "evaluate.notLogged": "Did not log metric '{metric}': {reason}.",
  "evaluate.metricFailed": "Did not log metric '{metric}' (number {place}): it failed with \"{message}\".{hint}",
  "evaluate.toxicitySkipped":
    "Skipped toxicity/v1: it is the score of one model, {model}, which is not at hand ({code} brings it). mlflow.metrics.profanity() looks for words and the Safety scorer asks a judge: both are other things and have other names.",
  "evaluate.retryFailed": "mlflow.retryFailed(result) asks only such rows again.",
  "evaluate.retryRow": "mlflow.retryFailed(result) asks for it.",
  "evaluate.interruptedRow": "The run was interrupted before this row had an answer.",
  "evaluate.predictionNull": "The prediction of row {row} is null.",
  "evaluate.predictionNullHint": "Fill the column '{column}', or leave the row out.",
  "evaluate.weakJudge":
    "{name}: this judge tells right from off-topic well, but wrong answers of the same topic and words less surely (area under the curve {area}, 95 % interval from {low}). {hint}",
  "evaluate.judgeHint": "Give this scorer a larger model: {code} takes any provider, Ollama or a bigger GGUF.",
  "evaluate.notCalibrated": "no likelihood method is calibrated for it",
  "evaluate.tooOftenWrong":
    "on held-out cases its area under the curve is {area} and its balanced accuracy {accuracy}; {leastArea} and {leastAccuracy} are needed",
  "evaluate.cannotJudge": "{name} cannot judge {question}: {reason}.",
  "evaluate.writesChance": "{refusal} What it writes as a score is no better than chance.",
  "evaluate.likelihoods":
    "Likelihoods of {name}: {percent} % yes (mean lift {lift}, weakest token {weakest}, words found {found} %). Area under the curve of this method {area}; against negatives of the same topic and words alone {hardArea}.",
  "evaluate.support":
    "Looked up in the text, no model was asked: {percent} % grounded ({found} % of the words are in the text, {together} % in one sentence). On {rows} held-out answers this check has AUC {area} and balanced accuracy {accuracy}; it knows words, not meaning.",
  "evaluate.area": "{area}, 95 % interval {low} to {high}",
  "evaluate.noAnswer": "There is no answer to look at.",
  "evaluate.matches": "The answer matches {pattern}.",
  "evaluate.matchesNot": "The answer does not match {pattern}.",
  "evaluate.tooShort": "too short",
  "evaluate.tooLong": "too long",
  "evaluate.withinBounds": "within the bounds",
  "evaluate.nothingDetected": "Nothing detected.",
} as const;
