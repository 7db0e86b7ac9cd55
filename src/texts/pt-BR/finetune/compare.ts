import type { compare as english } from "../../en/finetune/compare.js";

export const compare: Readonly<Record<keyof typeof english, string>> = {
  "compare.none": "Não há exemplos reservados para comparar.",
  "compare.noneHint": "Leia alguns: {code}.",
  "compare.bar": "Comparando",
  "compare.examples": "exemplos",
  "compare.scoring": "Medindo {model}",
  "compare.asking": "Perguntando a {model}",
  "compare.noLosses": "As perdas ficam de fora: o provedor não dá log-probabilidades de um texto dado. ({reason})",
  "compare.noJudge": "A preferência julgada fica de fora: {reason}",
  "compare.badExample": "Um exemplo reservado não tem mensagem do assistente depois de uma pergunta.",
  "compare.badExampleHint": "Verifique o arquivo com readChatDataset; os exemplos que ele dá servem.",
  "compare.tooFew":
    "{n} exemplo é pouco para distinguir uma diferença do acaso; use ao menos {least}, melhor 50.|{n} exemplos são poucos para distinguir uma diferença do acaso; use ao menos {least}, melhor 50.",
  "compare.cannotShow":
    "{n} exemplo não pode mostrar uma diferença em {measure}: {difference}, com um intervalo de {low} a {high}.|{n} exemplos não podem mostrar uma diferença em {measure}: {difference}, com um intervalo de {low} a {high}.",
  "compare.noDifference":
    "{n} exemplo não mostra diferença nenhuma em {measure}.|{n} exemplos não mostram diferença nenhuma em {measure}.",
  "compare.needed": " Cerca de {n} poderiam, se ela continuasse do mesmo tamanho.",
  "compare.lostFacts":
    "Perdida: {n} resposta que o modelo base acertava: {questions}.|Perdidas: {n} respostas que o modelo base acertava: {questions}.",
  "compare.gainedFacts":
    "Ganha: {n} resposta que o modelo base errava: {questions}.|Ganhas: {n} respostas que o modelo base errava: {questions}.",
  "compare.caption": "{tuned} contra {base} em {n} exemplo reservado|{tuned} contra {base} em {n} exemplos reservados",
  "compare.playground": "{model} no playground",
  "compare.measure": "medida",
  "compare.base": "base",
  "compare.tuned": "ajustado",
  "compare.difference": "diferença (95 %)",
  "compare.verdict": "veredito",
  "compare.facts": "respostas que contêm o fato esperado",
  "compare.loss": "perda da resposta esperada",
  "compare.style": "respostas no estilo",
  "compare.preference": "o juiz prefere o ajustado (+1) ou a base (-1)",
  "compare.preferenceName": "preferência",
  "compare.notMeasured": "não medido",
  "compare.alike": "não se distinguem",
  "compare.tunedBetter": "o ajustado é melhor",
  "compare.baseBetter": "a base é melhor",
  "compare.changed": "Exemplos que mais mudaram",
  "compare.question": "pergunta",
  "compare.baseLoss": "perda da base",
  "compare.tunedLoss": "perda do ajustado",
  "compare.noLogprobs": "{model} não mandou log-probabilidades para o texto dado.",
  "compare.noLogprobsHint": "Use o serviço embutido, ou outro servidor cujo /completions conheça echo e logprobs.",
};
