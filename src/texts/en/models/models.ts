export const models = {
  "models.retired": "{model} was retired on {date} on Azure.",
  "models.retires": "{model} retires on {date} on Azure.",
  "models.existing": "Customers who already use it may train it until at least {date}; new ones may not.",
  "models.deployments": "Deployments of its fine-tuned models stop answering on {date}.",
  "models.notOffered": "{model} is no longer offered for fine-tuning on Azure.",
  "models.shut": "{model} was shut down on {date} on OpenAI, fine-tuned models included.",
  "models.shuts": "{model} is shut down on {date} on OpenAI, fine-tuned models included.",
  "models.openaiClosed":
    "OpenAI's fine-tuning is closed to new organisations since {date}, and nobody can create a job after {last}.",
  "models.openaiCloses":
    "OpenAI's fine-tuning closes to new organisations on {date}, and nobody can create a job after {last}.",
  "models.noneForNew": "New customers can fine-tune none of the models of this list on Azure (as of {date}).",
  "models.forNew": "New customers can fine-tune on Azure (as of {date}): {models}.",
  "models.forExisting": "Customers who already use them can: {models}.",
  "models.noneForExisting": "Nor can customers who already use one of them.",
  "models.until": "{model} until at least {date}",
  "models.source": "Source: {source}",
  "model.notObject": "The model configuration must be an object, got {got}.",
  "model.badUri": 'A model by its address is "openai:/" and its name, got {got}.',
  "model.badType": 'The model configuration\'s type must be "azure_openai" or "openai", got {got}.',
  "model.lacks": "The model configuration lacks {names}.",
  "model.twoAddresses":
    "The model configuration has an azure_endpoint and a base_url: which of the two is to be asked?",
  "model.notText": "{name} of the model configuration must be text, got {type}.",
  "model.nothing": "nothing",
  "model.neither": "The model configuration has {names}, which names neither an Azure deployment nor an OpenAI model.",
  "model.badKey":
    "api_key of the model configuration ({shown}) has a space, a line break or a character beyond ASCII in it.",
  "model.userInAddress": "{name} has a user name or a password before the @, with which no call can be made.",
  "model.unencrypted": "{name} must start with https://, or the key would travel unencrypted, got {got}.",
  "model.badUrl": "{name} must be a URL such as https://name.openai.azure.com, got {got}.",
  "model.configurationHint":
    "Give azure_endpoint, azure_deployment and api_key for Azure, or model, api_key and, for other servers, base_url. In a lab, run the cell with openLab first: it sets the environment variables that these come from.",
  "model.noKey": "The model configuration of {model} has no api_key, and @azure/identity cannot load.",
  "model.noKeyHint": "Set AZURE_OPENAI_API_KEY and pass it as api_key, or run npm install to use Microsoft Entra ID.",
  "model.tooLong": "The text is too long for {model}: {message}",
  "model.tooLongHint": "Give it only the paragraphs that matter, such as those that the answer was made from.",
  "model.noLikelihoods": "{model} does not give the likelihoods of a text.",
  "model.noLikelihoodsHint":
    "Use the embedded service or another llama.cpp server, or a way that prompts a larger model.",
} as const;
