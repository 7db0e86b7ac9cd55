import type { kernel as english } from "../en/kernel.js";

export const kernel: Readonly<Record<keyof typeof english, string>> = {
  "kernel.declaredUnder": "{name} est créé dans la cellule sous « {heading} » : exécutez d'abord cette cellule.",
};
