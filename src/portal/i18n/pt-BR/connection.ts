import type { connection as english } from "../en/connection.js";

export const connection: Readonly<Record<keyof typeof english, string>> = {
  "connection.intro":
    "O que os laboratórios copiam do portal do Azure. As células encontram estes valores sozinhas; copie-os para seus próprios programas.",
  "connection.copyAll": "Copiar como .env",
  "connection.show": "Mostrar",
  "connection.label.endpoint": "Ponto de extremidade",
  "connection.label.key1": "CHAVE 1",
  "connection.label.deployment": "Nome da implantação",
  "connection.label.apiVersion": "Versão da API",
  "connection.label.token": "Token de acesso temporário",
  "connection.label.subscription": "ID da assinatura",
  "connection.label.resourceGroup": "Grupo de recursos",
  "connection.label.resource": "Nome do recurso",
  "connection.label.managementUrl": "Ponto de extremidade de gerenciamento",
  "connection.label.baseModel": "Modelo base",
  "connection.nothingToDo": "Passos dos laboratórios que aqui não exigem nada",
  "connection.step.resource": "Criar um recurso do Azure OpenAI: o serviço deste computador ocupa seu lugar.",
  "connection.step.roles": "Atribuir funções: aqui você pode fazer tudo.",
  "connection.step.region": "Escolher uma região: nada sai deste computador.",
  "connection.step.cost": "Acompanhar o custo: os preços são os do Azure, mostrados só para comparação.",
  "connection.data": "Dados do serviço:",
};
