import type { kernel as english } from "../../en/kernel/kernel.js";

export const kernel: Readonly<Record<keyof typeof english, string>> = {
  "kernel.declaredUnder": "{name} é criado na célula abaixo de “{heading}”: execute antes essa célula.",
  "kernel.notDeclared":
    "Nenhuma célula o declarou desde que o kernel começou: execute as células acima, se uma delas o faz.",
  "kernel.refused":
    "{cell} declara {name}, mas não foi executada por causa de um erro: corrija essa célula e execute-a antes.",
  "kernel.importBrings": "{line} traz o de {module}. Se uma célula o declara ou importa, execute-a antes.",
  "kernel.forgotten":
    "Ele se foi com %reset ou com o fim do executor de células: execute de novo a célula que o declara.",
  "kernel.forgottenAwait": "É uma promise, ainda não o seu valor: escreva `await` antes.",
  "kernel.noPage":
    "As células executam em Node.js, que não tem página de navegador. Se uma célula declara o nome, execute-a antes.",
  "kernel.writtenAs": "Numa célula isto se escreve: {code}",
  "kernel.typographicQuote":
    "{character} são aspas de texto impresso, como páginas e editores de texto as põem: digite \" ou ' no lugar.",
  "kernel.oddCharacter":
    "Este é o caractere {number}, que se parece com outro ou com nada: apague-o e digite o que quer dizer.",
  "kernel.pythonName": "{name} é um nome do Python: aqui é {code}. Se uma célula declara o nome, execute-a antes.",
  "kernel.noGlobal":
    "`let {name} = …` numa célula torna {name} conhecido de todas as células. Para um pacote que o procura em globalThis, escreva `(globalThis as any).{name}`.",
  "kernel.mistake": "a célula não foi executada, porque o TypeScript encontrou um erro.",
  "kernel.whatToDo": "O que fazer: {hint}",
  "kernel.interruptedBefore": "A célula foi interrompida antes de executar.",
  "kernel.missed": "Saída de {cell}, que estava em execução quando esta página foi recarregada ou outra se conectou:",
  "kernel.missedEndOf":
    "O fim da saída de {cell}, que estava em execução quando esta página foi recarregada ou outra se conectou:",
  "kernel.missedUntilHere": "Até aqui é a saída de {cell}.",
  "kernel.waitsForAnswer":
    "Uma célula anterior espera a resposta a “{prompt}”, perguntada na página antes de ela ser recarregada. Interrompa o kernel para encerrar essa célula e execute-a de novo.",
  "kernel.lost":
    "{reason}. As variáveis, funções e importações de todas as células se perderam; os arquivos ficam. A próxima célula executa num executor novo: execute de novo, desde o começo, as células de que precisa.",
  "kernel.notInterruptible": "A célula não pôde ser interrompida, então o executor de células foi encerrado",
  "kernel.lostAfterwards":
    "{reason}, depois que esta célula terminou. O que as células definiram se perdeu; a próxima célula é executada em um executor novo.",
  "kernel.shuttingDown": "O kernel está sendo encerrado; a célula não foi executada.",
  "kernel.outOfMemory":
    "O executor de células ficou sem memória (o limite é {limit} MiB; a variável de ambiente {variable} define outro)",
  "kernel.replaced":
    "O executor de células terminou com o código {code}; uma célula havia trocado {name}, de que o próprio Node depende",
  "kernel.exited": "Uma célula encerrou o seu processo com o código {code} (process.exit)",
  "kernel.killed":
    "O executor de células foi encerrado por SIGKILL, que é também como o sistema encerra um processo quando a memória acaba",
  "kernel.ended": "O executor de células foi encerrado por {signal}",
  "kernel.crashed": "O executor de células caiu com o código {code}",
  "kernel.gone": "O executor de células se foi",
  "kernel.interruptedHandler": "Um tratador de um controle foi interrompido.",
  "kernel.interrupted": "A célula foi interrompida.",
  "kernel.variablesKept": "As variáveis dela mantêm os seus valores.",
  "kernel.brokenByInterrupt": "A interrupção quebrou o estado do próprio executor de células, então ele foi encerrado",
  "kernel.brokenByCell": "Uma célula trocou algo de que o próprio executor de células depende, então ele foi encerrado",
  "kernel.brokenByReplacing":
    "Uma célula trocou {name}, de que o próprio executor de células depende, então ele foi encerrado",
  "kernel.shutDown": "O kernel foi encerrado",
  "kernel.unreadable": "As mensagens do executor de células ficaram ilegíveis, então ele foi encerrado",
  "kernel.parted": "Uma célula fechou os canais do executor de células, então ele foi encerrado",
  "kernel.compilerFailed": "O compilador TypeScript falhou: {reason}",
  "kernel.compilerFailedHint":
    "Execute a célula de novo; se falhar outra vez, reinicie o kernel e relate a célula que causou isso.",
  "kernel.answerTooSlow": "a resposta demorou demais",
  "kernel.notCompiled": "A célula não pode ser compilada.",
  "kernel.andMore": "e mais {n}|e mais {n}",
  "kernel.more": "mais {n}|mais {n}",
  "kernel.staleCells":
    "{cells} foi verificada com {names} de antes: execute {order} de novo.|{cells} foram verificadas com {names} de antes: execute {order} de novo.",
  "kernel.then": ", depois ",
  "kernel.itsCell": "a célula dele",
  "kernel.beingTyped": "Em digitação:",
  "kernel.moreLines": "mais {n} linha|mais {n} linhas",
  "kernel.runnerGone": "O executor de células se foi.",
  "kernel.runnerGoneHint": "Execute uma célula: ela inicia um novo.",
  "kernel.runnerBusy":
    "O executor de células não responde ao depurador: uma célula espera em código nativo, por um processo filho ou uma trava.",
  "kernel.debuggerFailedHint":
    "Avance um passo ou continue, e pergunte de novo; desligar e ligar o depurador o reinicia.",
  "kernel.noVariableName": "{name} não pode ser nome de variável.",
  "kernel.allExceptions": "Todas as exceções",
  "kernel.uncaughtExceptions": "Exceções não capturadas",
};
