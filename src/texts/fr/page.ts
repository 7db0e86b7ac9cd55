import type { page as english } from "../en/page.js";

export const page: Readonly<Record<keyof typeof english, string>> = {
  "page.filterRows": "Filtrer les lignes",
  "page.sortBy": "Trier par {name}",
  "page.previousPage": "Page précédente",
  "page.nextPage": "Page suivante",
  "page.rows": "{n} ligne|{n} lignes",
  "page.columns": "{n} colonne|{n} colonnes",
  "page.matching": "{n} ligne correspond|{n} lignes correspondent",
  "page.rowsShown": "lignes {from} à {to} affichées",
  "page.onlyFirst": "seules les {n} premières sont ici",
  "page.columnsLeftOut": "{n} colonne omise|{n} colonnes omises",
  "page.figure": "Figure Plotly",
  "page.notDrawn": "{figure}. Elle ne peut pas être dessinée : {reason}.",
  "page.notLoaded": "Plotly n'a pas pu être chargé depuis {address}",
  "page.leftOut": "Omis, car cela serait chargé depuis le réseau : {things}.",
  "page.images": "{n} image|{n} images",
  "page.maps": "{n} carte|{n} cartes",
  "page.buttons": "{n} bouton|{n} boutons",
};
