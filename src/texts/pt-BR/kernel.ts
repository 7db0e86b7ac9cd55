import type { kernel as english } from "../en/kernel.js";

export const kernel: Readonly<Record<keyof typeof english, string>> = {
  "kernel.declaredUnder": "{name} é criado na célula abaixo de “{heading}”: execute antes essa célula.",
};
