import type { client as english } from "../en/client.js";

export const client: Readonly<Record<keyof typeof english, string>> = {
  "client.secondJob":
    "Os mesmos arquivos são treinados pela segunda vez com os mesmos parâmetros: o primeiro trabalho é {first}, e este, {second}, é cobrado como ele. Se não foi de propósito: {cancel}",
};
