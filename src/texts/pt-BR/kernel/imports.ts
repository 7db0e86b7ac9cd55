import type { imports as english } from "../../en/kernel/imports.js";

export const imports: Readonly<Record<keyof typeof english, string>> = {
  "imports.address": "As células importam pacotes e arquivos, não endereços: instale o pacote com %npm install.",
  "imports.noNodeModule": "O Node.js não tem esse módulo.",
  "imports.meant": "Quis dizer {name}?",
  "imports.space": "Há um espaço no nome: quis dizer {name}?",
  "imports.shortForm":
    'Formas curtas de caminhos (tsconfig.json, "imports" do package.json) não são conhecidas aqui: escreva "./…".',
  "imports.noPackageName": "Isto não é nome de pacote; os de arquivos começam com ./",
  "imports.installAs": 'Instale-o com %npm install {name} e importe-o como "{name}".',
  "imports.nothingThere": "{name} está instalado, mas não tem nada a importar em {specifier}.",
  "imports.install": "Instale-o ao lado do notebook: %npm install {name}",
  "imports.meantOrInstall": 'Quis dizer "{nearest}"? Se não, instale-o ao lado do notebook: %npm install {name}',
  "imports.noFile": "Não há esse arquivo: {file} (a partir de {folder}).",
  "imports.noFolder": "Também não há a pasta {folder}.",
  "imports.isFolder": "{folder} é uma pasta sem arquivo index.",
  "imports.fileInFolder": "Importe um dos seus arquivos, como {name}.",
  "imports.emptyFolder": "Não há nela nenhum arquivo que se possa importar.",
  "imports.files":
    "Os caminhos das importações partem da pasta do notebook, ou da do arquivo que importa; verifique o nome, ou crie o arquivo ali.",
};
