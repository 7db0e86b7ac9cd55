import type { evaluate as english } from "../../en/evaluate/evaluate.js";

export const evaluate: Readonly<Record<keyof typeof english, string>> = {
  "evaluate.askingTarget": "Perguntando ao alvo",
  "evaluate.askingModel": "Perguntando ao modelo",
  "evaluate.askingApplication": "Perguntando à aplicação",
  "evaluate.scoring": "Avaliando",
  "evaluate.rowsUnit": "linhas",
  "evaluate.scoresUnit": "pontuações",
  "evaluate.failedNote": "{n} com falha",
  "evaluate.notInContext": "Não está no contexto: {facts}.",
  "evaluate.returnedNothing": "não devolveu nada",
  "evaluate.notLogged": "A métrica '{metric}' não foi registrada: {reason}.",
  "evaluate.metricFailed": "A métrica '{metric}' (número {place}) não foi registrada: falhou com “{message}”.{hint}",
  "evaluate.toxicitySkipped":
    "toxicity/v1 ficou de fora: é a pontuação de um só modelo, {model}, que não está disponível ({code} o traz). mlflow.metrics.profanity() procura palavras e o avaliador Safety pergunta a um juiz: são outras coisas e têm outros nomes.",
  "evaluate.retryFailed": "mlflow.retryFailed(result) pergunta de novo só por essas linhas.",
  "evaluate.retryRow": "mlflow.retryFailed(result) pergunta por ela.",
  "evaluate.interruptedRow": "A execução foi interrompida antes que esta linha tivesse resposta.",
  "evaluate.predictionNull": "A previsão da linha {row} é null.",
  "evaluate.predictionNullHint": "Preencha a coluna '{column}', ou deixe a linha de fora.",
  "evaluate.weakJudge":
    "{name}: este juiz distingue bem o certo do fora do assunto, mas com menos segurança respostas erradas do mesmo assunto e com as mesmas palavras (área sob a curva {area}, intervalo de 95 % a partir de {low}). {hint}",
  "evaluate.judgeHint":
    "Dê a este avaliador um modelo maior: {code} aceita qualquer provedor, Ollama ou um GGUF maior.",
  "evaluate.notCalibrated": "nenhum método de verossimilhança está calibrado para isso",
  "evaluate.tooOftenWrong":
    "em casos separados para a medição, a área sob a curva é {area} e a acurácia balanceada {accuracy}; são necessárias {leastArea} e {leastAccuracy}",
  "evaluate.cannotJudge": "{name} não pode julgar {question}: {reason}.",
  "evaluate.writesChance": "{refusal} O que ele escreve como pontuação não é melhor que o acaso.",
  "evaluate.likelihoods":
    "Verossimilhanças de {name}: {percent} % sim (ganho médio {lift}, token mais fraco {weakest}, palavras encontradas {found} %). Área sob a curva deste método {area}; só contra negativos do mesmo assunto e com as mesmas palavras {hardArea}.",
  "evaluate.support":
    "Procurado no texto, sem perguntar a nenhum modelo: {percent} % fundamentado ({found} % das palavras estão no texto, {together} % numa só frase). Em {rows} respostas reservadas esta verificação tem AUC {area} e acurácia balanceada {accuracy}; conhece palavras, não o sentido.",
  "evaluate.area": "{area}, intervalo de 95 % de {low} a {high}",
  "evaluate.noAnswer": "Não há resposta para examinar.",
  "evaluate.matches": "A resposta corresponde a {pattern}.",
  "evaluate.matchesNot": "A resposta não corresponde a {pattern}.",
  "evaluate.tooShort": "curta demais",
  "evaluate.tooLong": "longa demais",
  "evaluate.withinBounds": "dentro dos limites",
  "evaluate.nothingDetected": "Nada detectado.",
};
