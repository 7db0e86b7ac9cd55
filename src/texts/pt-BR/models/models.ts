import type { models as english } from "../../en/models/models.js";

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
  "model.notObject": "A configuração do modelo deve ser um objeto, foi {got}.",
  "model.badUri": 'Um modelo pelo endereço é "openai:/" e o nome dele, foi {got}.',
  "model.badType": 'O type da configuração do modelo deve ser "azure_openai" ou "openai", foi {got}.',
  "model.lacks": "Falta na configuração do modelo: {names}.",
  "model.twoAddresses": "A configuração do modelo tem azure_endpoint e base_url: qual dos dois deve ser consultado?",
  "model.notText": "{name} da configuração do modelo deve ser texto, foi {type}.",
  "model.nothing": "nada",
  "model.neither":
    "A configuração do modelo tem {names}, o que não indica nem uma implantação do Azure nem um modelo da OpenAI.",
  "model.badKey":
    "api_key da configuração do modelo ({shown}) tem um espaço, uma quebra de linha ou um caractere fora do ASCII.",
  "model.userInAddress": "{name} tem um nome de usuário ou uma senha antes do @, e assim nenhuma chamada é possível.",
  "model.unencrypted": "{name} deve começar com https://, senão a chave viajaria sem criptografia, foi {got}.",
  "model.badUrl": "{name} deve ser uma URL como https://name.openai.azure.com, foi {got}.",
  "model.configurationHint":
    "Dê azure_endpoint, azure_deployment e api_key para o Azure, ou model, api_key e, para outros servidores, base_url. Num laboratório, execute antes a célula com openLab: ela define as variáveis de ambiente de onde eles vêm.",
  "model.noKey": "A configuração do modelo de {model} não tem api_key, e @azure/identity não pode ser carregado.",
  "model.noKeyHint":
    "Defina AZURE_OPENAI_API_KEY e passe o valor como api_key, ou execute npm install para usar o Microsoft Entra ID.",
  "model.tooLong": "O texto é longo demais para {model}: {message}",
  "model.tooLongHint": "Dê só os parágrafos que importam, como os de que a resposta foi tirada.",
  "model.noLikelihoods": "{model} não dá as verossimilhanças de um texto.",
  "model.noLikelihoodsHint":
    "Use o serviço embutido ou outro servidor llama.cpp, ou um método que pergunte a um modelo maior.",
};
