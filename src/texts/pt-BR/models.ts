import type { models as english } from "../en/models.js";

export const models: Readonly<Record<keyof typeof english, string>> = {
  "models.retired": "{model} foi aposentado em {date} no Azure.",
  "models.retires": "{model} será aposentado em {date} no Azure.",
  "models.existing": "Clientes que já o usam podem treiná-lo até pelo menos {date}; novos, não.",
  "models.deployments": "Implantações dos seus modelos ajustados param de responder em {date}.",
  "models.notOffered": "{model} não é mais oferecido para ajuste fino no Azure.",
  "models.shut": "{model} foi desligado em {date} na OpenAI, inclusive os modelos ajustados.",
  "models.shuts": "{model} será desligado em {date} na OpenAI, inclusive os modelos ajustados.",
  "models.openaiClosed":
    "O ajuste fino da OpenAI está fechado a novas organizações desde {date}, e ninguém pode criar um trabalho depois de {last}.",
  "models.openaiCloses":
    "O ajuste fino da OpenAI fecha a novas organizações em {date}, e ninguém pode criar um trabalho depois de {last}.",
  "models.noneForNew": "Novos clientes não podem ajustar no Azure nenhum dos modelos desta lista (em {date}).",
  "models.forNew": "Novos clientes podem ajustar no Azure (em {date}): {models}.",
  "models.forExisting": "Clientes que já os usam podem: {models}.",
  "models.noneForExisting": "Nem os clientes que já usam algum deles.",
  "models.until": "{model} até pelo menos {date}",
  "models.source": "Fonte: {source}",
};
