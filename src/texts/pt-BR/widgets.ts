import type { widgets as english } from "../en/widgets.js";

export const widgets: Readonly<Record<keyof typeof english, string>> = {
  "widgets.badSlider": "Um controle deslizante de {min} a {max} em passos de {step} não pode ficar em {value}.",
  "widgets.badSliderHint": "min deve ser menor que max, step maior que 0, e value entre min e max.",
  "widgets.notListed": "{value} não está entre: {labels}.",
  "widgets.notListedHint": "Dê à lista pelo menos um valor, e escolha um deles.",
  "widgets.noControl": "interact não pode fazer um controle de {value} para {name}.",
  "widgets.noControlHint":
    "Dê um número, um booleano, um texto, [min, max], [min, max, step], uma lista de textos ou um controle.",
};
