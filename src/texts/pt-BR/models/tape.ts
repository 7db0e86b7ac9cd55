import type { tape as english } from "../../en/models/tape.js";

export const tape: Readonly<Record<keyof typeof english, string>> = {
  "tape.both": "TUNELAB_RECORD e TUNELAB_REPLAY estão definidas as duas.",
  "tape.bothHint": "Remova TUNELAB_REPLAY para gravar uma execução de verdade, ou TUNELAB_RECORD para reproduzir uma.",
  "tape.none": "{folder} não contém uma gravação: {reason}.",
  "tape.noneHint":
    "Execute o notebook uma vez com TUNELAB_RECORD definida com uma pasta, depois defina TUNELAB_REPLAY com a mesma pasta.",
  "tape.format": "o formato é {format}, e esta versão lê o 1",
  "tape.badSpeed": 'TUNELAB_REPLAY_SPEED é "{text}": deve ser um número acima de 0.',
  "tape.badSpeedHint": "1 é a velocidade da gravação, 10 é dez vezes mais rápido.",
  "tape.earlier": "Ela contém {earlier} chamada(s) de execuções anteriores, que continuam nela.",
  "tape.recording":
    "Gravação: cada chamada deste notebook é escrita em {folder}, sem chaves, tokens de acesso nem ids de assinatura, mas com perguntas e respostas.{before}",
  "tape.replay":
    'Reprodução: nada é enviado a lugar nenhum. Cada resposta abaixo foi gravada em {day} UTC com o provedor "{provider}" ({calls} chamadas em {folder}) e vem {speed} vezes mais rápido (TUNELAB_REPLAY_SPEED).',
};
