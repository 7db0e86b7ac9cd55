import type { cost as english } from "../en/cost.js";

export const cost: Readonly<Record<keyof typeof english, string>> = {
  "cost.tokens": "{tokens} tokens ({n} época)|{tokens} tokens ({n} épocas)",
  "cost.free": "Treinamento: {tokens}, sem custo nesta máquina.",
  "cost.unknown": "Treinamento: {tokens}; a lista de preços não tem preço para {model}.",
  "cost.here": "sem custo nesta máquina; em um provedor seria ",
  "cost.price": "Treinamento: {tokens}, {here}{amount}, a {price} $ por milhão ({model}, preços de {date}). {hosting}",
  "cost.noHosting": "Sem cobrança enquanto implantado, só pelas chamadas.",
  "cost.hosting": "Implantado: {hour} $ por hora, {month} $ por mês se for esquecido.",
  "cost.little": "menos de 0,01 $",
  "cost.note": "Atenção: {notice}",
  "cost.badEpochs": "epochs deve ser um número inteiro de 1 a 50, foi {value}.",
  "cost.badEpochsHint": "Deixe epochs de fora para usar a regra do provedor.",
  "cost.table":
    "Dólares por milhão de tokens, em {date}. Um modelo ajustado implantado custa {hour} $ por hora ({developer} $ na camada developer). Fontes: {sources}.",
  "cost.model": "modelo",
  "cost.trainAzure": "treinamento, Azure",
  "cost.azureGlobal": "Azure global",
  "cost.azureDeveloper": "Azure developer",
  "cost.trainOpenAI": "treinamento, OpenAI",
  "cost.input": "entrada",
  "cost.output": "saída",
  "cost.retired": "aposentado no Azure",
  "cost.trainableUntil": "treinado no Azure até, por clientes que já o usam",
  "report.caption": "Tokens de {path}",
  "report.statistic": "estatística",
  "report.total": "tokens no total",
  "report.assistant": "tokens do assistente",
  "report.title": "Tokens por exemplo",
  "report.whole": "exemplo inteiro",
  "report.assistantOnly": "só o assistente",
  "report.tokens": "tokens",
  "report.examples": "exemplos",
  "report.fits":
    "{n} exemplo, que não passa do limite de {limit} tokens.|{n} exemplos, nenhum passa do limite de {limit} tokens.",
  "report.over":
    "{n} exemplos, {over} passam do limite de {limit} tokens: seriam cortados no fim, e um cuja resposta não começa antes dele ficaria de fora.",
};
