import type { cleanUp as english } from "../en/clean-up.js";

export const cleanUp: Readonly<Record<keyof typeof english, string>> = {
  "cleanUp.intro": "O que foi criado, e o que custaria no Azure se ficasse. Aqui não custa nada.",
  "cleanUp.empty": "Não há nada a limpar.",
  "cleanUp.all": "Selecionar tudo",
  "cleanUp.group.deployment": "Implantações",
  "cleanUp.group.model": "Modelos ajustados",
  "cleanUp.group.file": "Arquivos",
  "cleanUp.perMonth": "No Azure: {price} por mês",
  "cleanUp.monthly": "{price} por mês",
  "cleanUp.delete": "Excluir {n}|Excluir {n}",
  "cleanUp.confirm": "Isto não pode ser desfeito.",
  "cleanUp.type": "Digite delete para confirmar",
  "cleanUp.done": "{n} foi excluído.|{n} foram excluídos.",
  "cleanUp.failed": "{n} não pôde ser excluído|{n} não puderam ser excluídos",
};
