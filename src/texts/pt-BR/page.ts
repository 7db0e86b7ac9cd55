import type { page as english } from "../en/page.js";

export const page: Readonly<Record<keyof typeof english, string>> = {
  "page.filterRows": "Filtrar linhas",
  "page.sortBy": "Ordenar por {name}",
  "page.previousPage": "Página anterior",
  "page.nextPage": "Próxima página",
  "page.rows": "{n} linha|{n} linhas",
  "page.columns": "{n} coluna|{n} colunas",
  "page.matching": "{n} linha corresponde|{n} linhas correspondem",
  "page.rowsShown": "linhas {from} a {to} à vista",
  "page.onlyFirst": "só as primeiras {n} estão aqui",
  "page.columnsLeftOut": "{n} coluna omitida|{n} colunas omitidas",
  "page.figure": "Figura do Plotly",
  "page.notDrawn": "{figure}. Não pode ser desenhada: {reason}.",
  "page.notLoaded": "o Plotly não pôde ser carregado de {address}",
  "page.leftOut": "Deixado de fora, porque seria carregado da rede: {things}.",
  "page.images": "{n} imagem|{n} imagens",
  "page.maps": "{n} mapa|{n} mapas",
  "page.buttons": "{n} botão|{n} botões",
};
