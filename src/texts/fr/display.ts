import type { display as english } from "../en/display.js";

export const display: Readonly<Record<keyof typeof english, string>> = {
  "table.rows": "{n} ligne|{n} lignes",
  "table.columns": "{n} colonne|{n} colonnes",
  "table.cut": "{shown} affichées, {left} omises",
  "progress.of": "{done} sur {total}",
  "progress.in": "en {time}",
  "progress.failed": "échec après {time}",
  "progress.interrupted": "interrompu après {time}",
  "progress.soFar": "{time} jusqu'ici",
  "progress.left": "encore {time} environ",
  "figure.name": "Figure",
  "figure.empty": "vide",
  "figure.and": " et ",
  "figure.points": "{n} point|{n} points",
  "figure.series": "{n} séries",
  "figure.range": "{low} à {high}",
  "figure.more": "{names} et {n} autres",
  "figure.cells": "cellules : {range}",
  "figure.noPicture": "(pas d'image fixe : {reason})",
};
