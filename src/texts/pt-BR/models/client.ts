import type { client as english } from "../../en/models/client.js";

export const client: Readonly<Record<keyof typeof english, string>> = {
  "client.secondJob":
    "Os mesmos arquivos são treinados pela segunda vez com os mesmos parâmetros: o primeiro trabalho é {first}, e este, {second}, é cobrado como ele. Se não foi de propósito: {cancel}",
  "client.failed": "{action}: falhou{status}: {message}",
  "client.nobodyAnswered": "{action}: ninguém respondeu. {message}",
  "client.readingJob": "Ler o trabalho {id}",
  "client.readingEvents": "Ler os eventos de {id}",
  "client.readingCheckpoints": "Ler os pontos de verificação de {id}",
  "client.readingResults": "Ler os resultados de {id}",
  "client.listingJobs": "Listar os trabalhos",
  "client.listingDeployments": "Listar as implantações",
  "client.trying": "Experimentar a implantação {name}",
  "client.deploying": "Implantar {name}",
  "client.changing": "Alterar {name}",
  "client.reading": "Ler {name}",
  "client.deleting": "Excluir {name}",
  "client.asking": "Perguntar a {name} quem é",
  "client.openPortal": "Abrir o portal",
  "client.linkOnce": " (o link vale uma vez, por dez minutos; depois o navegador continua conectado)",
  "client.portalAt": "Portal: {url}",
  "client.unknownHub":
    "Se a página disser que o seu Host não é este serviço, dê uma vez o nome que está no endereço do navegador: {code}. jupyter-server-proxy precisa estar instalado.",
  "client.hint.not_recorded":
    "Uma reprodução só responde ao que foi perguntado na gravação. Pergunte o mesmo, grave de novo com TUNELAB_RECORD, ou remova TUNELAB_REPLAY.",
  "client.hint.token_expired":
    "Tokens de acesso duram cerca de uma hora. Execute az account get-access-token de novo e ponha o accessToken em TEMP_AUTH_TOKEN.",
  "client.hint.token_invalid":
    "TEMP_AUTH_TOKEN deve ser só o campo accessToken, do locatário a que pertence a assinatura.",
  "client.hint.role_missing":
    "Sua conta precisa do papel Cognitive Services OpenAI Contributor no recurso; papéis novos levam minutos para valer.",
  "client.hint.deployment_not_found":
    "Confira o nome da implantação (AZURE_OPENAI_DEPLOYMENT), que não é o do modelo; uma nova leva até 5 minutos.",
  "client.hint.deployment_not_ready":
    "A implantação existe mas ainda não responde. Espere alguns minutos, ou use deployModel, que espera.",
  "client.hint.quota_exceeded":
    "A assinatura não tem mais cota para este modelo aqui. Peça menos capacidade, exclua uma implantação parada, escolha outra região, ou solicite cota. Avaliações gratuitas não têm nenhuma.",
  "client.hint.deployment_limit":
    "Um recurso comporta no máximo 10 implantações ajustadas. Exclua uma parada (elas são cobradas por hora).",
  "client.hint.sku_not_supported":
    'Tente sku: "GlobalStandard" ou "DeveloperTier"; quais um modelo tem depende do modelo, da versão e da região.',
  "client.hint.model_not_tunable":
    "A causa pode ser a região, o sufixo da versão ou trainingType, e não só o modelo: tente outra região, o nome com data (gpt-4.1-mini-2025-04-14), ou trainingType Standard.",
  "client.hint.model_retired":
    "O modelo foi desativado. Ponha em TUNELAB_BASE_MODEL ou AZURE_OPENAI_DEPLOYMENT um que ainda seja oferecido.",
  "client.hint.content_refused":
    "A verificação de segurança do provedor recusou os dados. Retire os exemplos sobre os danos que ela nomeia; com arquivos curtos há falsos positivos.",
  "client.hint.content_filtered":
    "O filtro de conteúdo do provedor bloqueou o prompt ou a resposta. Reformule; o corpo do erro diz a categoria.",
  "client.hint.tools_not_supported":
    "O modelo embutido não aprende chamadas de ferramentas. Deixe esses exemplos de fora aqui; OpenAI e Azure os aceitam.",
  "client.hint.empty_file": "Confira o caminho, e se quem gravou o arquivo tinha terminado antes do envio.",
  "client.hint.invalid_suffix":
    'Use letras, dígitos, "-" e "_", e no máximo 18 caracteres para valer em toda parte, por exemplo "duas-palavras".',
  "client.hint.invalid_training_file":
    "Execute readChatDataset com o arquivo: ele nomeia cada linha defeituosa e o que há de errado nela.",
  "client.hint.too_few_examples": "Acrescente exemplos: 10 são o mínimo, 50 a 100 são recomendados.",
  "client.hint.key_refused":
    "A chave não é deste ponto de extremidade, ou foi renovada. Copie de novo a chave e o ponto de extremidade, ambos do mesmo recurso.",
  "client.hint.forbidden":
    "A conta não pode fazer isto: confira o papel dela no recurso, e as regras de rede do recurso.",
  "client.hint.not_found": "Confira o ponto de extremidade (sem caminho atrás), a api-version e o nome pedido.",
  "client.hint.rate_limited":
    "Tokens demais por minuto para a capacidade da implantação. Espere o tempo que a mensagem diz, ou aumente a capacidade.",
  "client.hint.conflict": "Algo com este nome existe ou está sendo alterado. Espere terminar, ou escolha outro nome.",
  "client.hint.provider_failed": "Quem falhou foi o provedor, não o seu pedido. Tente de novo daqui a um minuto.",
  "client.hint.unreachable":
    "Confira a grafia do ponto de extremidade, a rede e um proxy. O serviço embutido é iniciado de novo por openLab.",
  "client.hint.provider_refused": "A mensagem é do próprio provedor; procure nos parâmetros do pedido.",
  "client.embeddedAndOthers": "TUNELAB_PROVIDER é embedded, mas {names} apontam para outro provedor.",
  "client.entraAndKey":
    "TUNELAB_AZURE_AUTH é entra, mas AZURE_OPENAI_API_KEY está definida: só uma das duas pode fazer a autenticação.",
  "client.twoAddresses":
    "AZURE_OPENAI_ENDPOINT e OPENAI_BASE_URL estão definidas, e o pacote openai aceita só uma delas.",
  "client.means": "{names} indica {provider}|{names} indicam {provider}",
  "client.contradiction": "As configurações se contradizem. {message}",
  "client.contradictionHint":
    "Remova as que não quer (veja a tabela de configurações), ou escolha com TUNELAB_PROVIDER=azure ou openai.",
  "client.authNames": "é entra, ou nada.",
  "client.providerNames": "pode ser azure, openai ou embedded.",
  "client.noAddress": "deve ser um endereço com http:// ou https://.",
  "client.userInAddress": "tem um nome de usuário ou uma senha antes do @, e assim nenhuma chamada é possível.",
  "client.hashInAddress": "tem um #, e nada depois dele é enviado.",
  "client.unencrypted": "deve começar com https://, senão a sua chave viajaria sem criptografia.",
  "client.placeholder": "ainda é o marcador do texto do laboratório.",
  "client.wholeToken": "TEMP_AUTH_TOKEN contém a resposta inteira de az account get-access-token.",
  "client.wholeTokenHint": "Copie só o valor do campo accessToken, sem aspas.",
  "client.quoted": "as aspas em volta fazem parte do valor; retire-as.",
  "client.badSecret": "tem um espaço, uma quebra de linha ou um caractere fora do ASCII; copie de novo.",
  "client.badDeployment": "deve ser só o nome, sem / ? # ou \\.",
  "client.badVersion": "deve ser uma versão como 2024-10-21, sem outros caracteres.",
  "client.badSetting": '{name} ({from}) é "{shown}": {reason}',
  "client.badSettingHint": "Corrija {name} onde está definida, ou remova a definição.",
  "client.secretHeld":
    "{name} está definida, mas para {home}, e não é enviada a {address}; lá é necessária: {meaning}.",
  "client.secretHeldHint": "Defina {name} onde o endereço {address} está definido, ao lado dele.",
  "client.keyHeldHint":
    "{name} está definida, mas para {home}, e não é enviada a {address}: defina-a onde esse endereço está definido, ao lado dele.",
  "client.secretMissing": "{name} não está definida; ela é necessária: {meaning}.",
  "client.secretMissingHint":
    "Defina {name} no ambiente ou num arquivo .env ao lado do notebook. Nunca a escreva numa célula: células são salvas.",
  "client.keyOfResource": "chave do recurso do Azure OpenAI",
  "client.keyOfOpenAI": "chave da OpenAI",
  "client.noModelNamed": "OPENAI_BASE_URL é {url}, mas OPENAI_MODEL não diz qual modelo deve responder.",
  "client.noModelNamedHint": "Defina OPENAI_MODEL, por exemplo como llama3.2, o nome que ollama list mostra.",
  "client.endpointExample": "https://<nome>.openai.azure.com, em Keys and Endpoint",
  "client.deploymentExample": "o nome que você deu à implantação",
  "client.azureUnset":
    "{name} não está definida, mas {others} indica que o Azure deve ser usado.|{name} não está definida, mas {others} indicam que o Azure deve ser usado.",
  "client.azureUnsetHint":
    "Defina {name} ({example}) no ambiente ou num arquivo .env, ou remova as outras para usar o serviço embutido.",
  "client.notBuilt": "O serviço embutido não foi compilado: {path} não existe.",
  "client.notBuiltHint": "Execute npm run setup no clone e depois esta célula de novo.",
  "client.endedWith": "Ele terminou com {failure}.",
  "client.noAnswerWithin": "Ele não respondeu em {n} s.",
  "client.exitCode": "o código de saída {code}",
  "client.signal": "o sinal {signal}",
  "client.notStarted": "O serviço embutido não iniciou. {reason}",
  "client.lastWords": "Suas últimas palavras:",
  "client.notStartedHint": "npm run doctor diz o que falta; npx tunelab serve no clone mostra o início num terminal.",
  "client.noPortal": "Não há portal em {address}: {why}.",
  "client.noPortalHint":
    "O portal é uma página do serviço embutido: execute openLab() sem outro provedor definido, ou npx tunelab portal.",
  "client.notHere": "não é nesta máquina",
  "client.nothingAnswers": "nada responde",
  "client.itAnswers": "a resposta é {status}{said}",
  "client.badAddress": "um endereço que não é um",
  "client.noSuchLink": "O portal não cria esse link: {message}",
  "client.noSuchLinkHint":
    "Uma página é uma rota como /jobs, e um host é o nome no endereço do navegador, como hub.example.org.",
};
