import type { widgets as english } from "../en/widgets.js";

export const widgets: Readonly<Record<keyof typeof english, string>> = {
  "widgets.badSlider": "Un curseur de {min} à {max} par pas de {step} ne peut pas être à {value}.",
  "widgets.badSliderHint": "min doit être inférieur à max, step supérieur à 0, et value entre min et max.",
  "widgets.notListed": "{value} n'est pas dans la liste : {labels}.",
  "widgets.notListedHint": "Donnez à la liste au moins une valeur, et choisissez-en une.",
  "widgets.noControl": "interact ne peut pas faire de contrôle de {value} pour {name}.",
  "widgets.noControlHint":
    "Donnez un nombre, un booléen, un texte, [min, max], [min, max, step], une liste de textes ou un contrôle.",
};
