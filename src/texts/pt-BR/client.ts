import type { client as english } from "../en/client.js";

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
};
