import type { playground as english } from "../../en/finetune/playground.js";

export const playground: Readonly<Record<keyof typeof english, string>> = {
  "playground.you": "Você:",
  "playground.tokens": "{n} token|{n} tokens",
  "playground.cut": "cortada no limite",
  "playground.noAnswer": "(sem resposta)",
  "playground.noModel": "O playground não tem modelo com que conversar.",
  "playground.noModelHint": "Diga uma implantação: {code}.",
  "playground.systemChanged": "A mensagem de sistema mudou",
  "playground.examplesChanged": "Os exemplos mudaram",
  "playground.restarted": "Reiniciado",
  "playground.newSession": "{reason}: começa uma nova sessão, os turnos anteriores são esquecidos.",
  "playground.turn": "turno",
  "playground.user": "usuário",
  "playground.history": "Conversa",
  "playground.empty": "A mensagem está vazia.",
  "playground.emptyHint": "Escreva uma: {code}.",
  "playground.cutOff":
    "A resposta de {model} parou após {n} caractere.|A resposta de {model} parou após {n} caracteres.",
  "playground.cutOffHint": "A conexão caiu ou o serviço terminou. Execute a célula de novo; o turno não foi guardado.",
};
