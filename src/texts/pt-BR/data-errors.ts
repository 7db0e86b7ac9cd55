import type { dataErrors as english } from "../en/data-errors.js";

export const dataErrors: Readonly<Record<keyof typeof english, string>> = {
  "data.running": "Executar a instrução",
  "data.noWarehouse": "DATABRICKS_HOST está definida, mas nenhum SQL warehouse está.",
  "data.noWarehouseHint":
    "Defina DATABRICKS_HTTP_PATH (SQL Warehouses, o seu warehouse, Connection details), ou remova DATABRICKS_HOST para usar o motor embutido.",
  "data.warehouseRefused": "O warehouse não pode executar a instrução. {message}",
  "data.warehouseRefusedHint": "A mensagem é do próprio warehouse; ele fala o SQL do Databricks.",
  "data.endedAs": "terminou como {state}.",
  "data.stillRunning": "A instrução ainda está {state} depois de {n} s; foi cancelada.",
  "data.stillRunningHint": "PENDING quer dizer que o warehouse está iniciando: veja SQL Warehouses no workspace.",
  "data.statementDone": "{verb}: pronto.",
  "data.uploading": "Enviar {path}",
  "data.downloading": "Baixar {path}",
  "data.listing": "Listar {path}",
  "data.noWorkspace": "Nenhum workspace do Databricks está definido.",
  "data.noWorkspaceHint":
    "Defina DATABRICKS_HOST e DATABRICKS_TOKEN. Sem eles, volumes são pastas: leia-as com node:fs.",
  "data.halfSet": "{set} está definida, mas {missing} não.",
  "data.halfSetHint":
    "Defina também {missing} para usar o workspace, ou remova {set} para usar o motor embutido e pastas.",
  "data.workspaceToken": "token do workspace",
  "data.hostSilent": "{action}: falhou, {host} não respondeu.",
  "data.hostSilentHint": "Confira DATABRICKS_HOST ({address}, sem caminho) e a rede.",
  "data.tokenRefused":
    "DATABRICKS_TOKEN pode ter expirado, ou o dono dele não pode usar este catálogo, volume ou warehouse (GRANT, Permissions).",
  "data.checkNames":
    "Confira os nomes de catálogo, esquema, volume e arquivo; SHOW VOLUMES IN main.default lista os volumes.",
  "data.workspaceFailed":
    "A mensagem é do próprio workspace. Tente de novo em um minuto, se foi ele que falhou e não o seu pedido.",
  "data.bigint": "{name} não pode ser calculado com números inteiros além de 2^53. {message}.",
  "data.bigintHint": "Faça antes da coluna uma de números, o que os arredonda: {code}.",
  "data.theFrame": "O DataFrame",
  "data.openQuote": "A linha {line} de {source} abre aspas que nunca se fecham.",
  "data.openQuoteHint": 'Feche-as, ou escreva-as em dobro ("") onde são um caractere.',
  "data.columnTwice": "O cabeçalho de {source} tem a coluna '{name}' duas vezes.",
  "data.columnTwiceHint": "Renomeie uma delas no arquivo: as linhas são lidas pelos nomes das colunas.",
  "data.tooManyCells": "A linha {line} de {source} tem {cells} células, o cabeçalho {width}.",
  "data.tooManyCellsHint": 'Uma célula que contém uma vírgula deve estar entre aspas duplas: "a, b".',
  "data.brokenLine": "A linha {line} de {path} não é JSON: {reason}",
  "data.brokenLineHint":
    "Cada linha deve ser um valor JSON inteiro. Abra o arquivo nessa linha, ou use streamJsonl para passar por ela.",
  "data.lineNotUtf8": "A linha {line} de {path} não é UTF-8: {undecoded}.",
  "data.unpack": "Descompacte-o, ou exporte antes o conteúdo como texto UTF-8.",
  "data.rewriteLine":
    "Abra o arquivo nessa linha e escreva-a de novo; a readCsv pode-se dizer a codificação do arquivo inteiro: encoding.",
  "data.saveUtf8":
    "Salve o arquivo como UTF-8 no programa que o escreveu, ou converta-o: iconv -f WINDOWS-1252 -t UTF-8 old > new.",
  "data.lineTooLong": "A linha {line} de {path} não termina dentro de 256 milhões de bytes.",
  "data.lineTooLongHint":
    "JSONL tem um exemplo por linha. Um array JSON precisa antes ser escrito com um elemento por linha.",
  "data.noFile": "O arquivo {path} não pode ser lido.",
  "data.noFileHint": "Confira o nome e a pasta: caminhos relativos começam em {folder}.",
  "data.notFile": "{path} não é um arquivo.",
  "data.notFileHint": "Nomeie um arquivo dentro dela, por exemplo training_set.jsonl.",
  "data.utf16": "{path} é UTF-16; os provedores só aceitam UTF-8.",
  "data.utf16Hint": "Salve-o como UTF-8. No PowerShell: Set-Content -Encoding utf8.",
  "data.badShareHint": "0.2 deixa um quinto das linhas para validação.",
  "data.tooManyDrawn": "Não é possível sortear {count} linhas de {all}.",
  "data.tooManyDrawnHint": "Peça um número inteiro de 0 a {all}.",
  "data.duckdbRefused": "O DuckDB não pode executar a instrução. {message}",
  "data.duckdbRefusedHint":
    "O motor embutido fala o SQL do DuckDB; defina DATABRICKS_HOST, DATABRICKS_TOKEN e DATABRICKS_HTTP_PATH para executá-la num warehouse.",
  "data.volumeParts": '"{statement}" não dá as três partes do nome de um volume.',
  "data.volumePartsHint":
    "Escreva CREATE VOLUME catalog.schema.volume, por exemplo CREATE VOLUME main.default.fine_tuning.",
  "data.noVolume": "Não há volume {name}.",
  "data.noVolumeHint": "SHOW VOLUMES lista os que existem.",
  "data.noStatement": "Não há instrução SQL na célula.",
  "data.noStatementHint": "Escreva uma abaixo de %sql, por exemplo SELECT 42 AS answer.",
  "data.outside": "{path} sai de /Volumes.",
  "data.outsideHint": 'O caminho de um volume é {form}, sem "..".',
  "data.placeholder": '{found} em "{text}" é um marcador que ainda precisa ser substituído.',
  "data.placeholderHint":
    "Escreva um nome seu em vez de {found}, por exemplo main para um catálogo: /Volumes/main/default/fine_tuning.",
};
