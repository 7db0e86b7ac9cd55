import type { display as english } from "../en/display.js";

export const display: Readonly<Record<keyof typeof english, string>> = {
  "table.rows": "{n} linha|{n} linhas",
  "table.columns": "{n} coluna|{n} colunas",
  "table.cut": "{shown} à vista, {left} omitidas",
  "progress.of": "{done} de {total}",
  "progress.in": "em {time}",
  "progress.failed": "falhou após {time}",
  "progress.interrupted": "interrompido após {time}",
  "progress.soFar": "{time} até agora",
  "progress.left": "faltam cerca de {time}",
  "figure.name": "Figura",
  "figure.empty": "vazia",
  "figure.and": " e ",
  "figure.points": "{n} ponto|{n} pontos",
  "figure.series": "{n} séries",
  "figure.range": "{low} a {high}",
  "figure.more": "{names} e mais {n}",
  "figure.cells": "células: {range}",
  "figure.noPicture": "(sem imagem estática: {reason})",
};
