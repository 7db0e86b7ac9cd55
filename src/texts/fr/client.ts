import type { client as english } from "../en/client.js";

export const client: Readonly<Record<keyof typeof english, string>> = {
  "client.secondJob":
    "Les mêmes fichiers sont entraînés une deuxième fois avec les mêmes paramètres : le premier travail est {first}, et celui-ci, {second}, est facturé comme lui. Si ce n'était pas voulu : {cancel}",
};
