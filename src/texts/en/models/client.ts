export const client = {
  "client.secondJob":
    "The same files are trained on a second time with the same parameters: the first job is {first}, and this one, {second}, is billed like it. If you did not mean it: {cancel}",
  "client.failed": "{action} failed{status}: {message}",
  "client.nobodyAnswered": "{action} failed: nobody answered. {message}",
  "client.readingJob": "Reading job {id}",
  "client.readingEvents": "Reading the events of {id}",
  "client.readingCheckpoints": "Reading the checkpoints of {id}",
  "client.readingResults": "Reading the results of {id}",
  "client.listingJobs": "Listing the jobs",
  "client.listingDeployments": "Listing the deployments",
  "client.trying": "Trying the deployment {name}",
  "client.deploying": "Deploying {name}",
  "client.changing": "Changing {name}",
  "client.reading": "Reading {name}",
  "client.deleting": "Deleting {name}",
  "client.asking": "Asking {name} who it is",
  "client.openPortal": "Open the portal",
  "client.linkOnce": " (the link works once, within ten minutes; after that the browser stays signed in)",
  "client.portalAt": "Portal: {url}",
  "client.unknownHub":
    "If the page says that its Host is not this service, give the name in the browser's address once: {code}. jupyter-server-proxy must be installed.",
  "client.hint.not_recorded":
    "A replay answers only what was asked when it was recorded. Ask the same, record again with TUNELAB_RECORD, or unset TUNELAB_REPLAY.",
  "client.hint.token_expired":
    "Tokens last about an hour. Run az account get-access-token again and set TEMP_AUTH_TOKEN to its accessToken.",
  "client.hint.token_invalid":
    "TEMP_AUTH_TOKEN must be the accessToken field alone, of the tenant that holds the subscription.",
  "client.hint.role_missing":
    "Your account needs the role Cognitive Services OpenAI Contributor on the resource; new roles take minutes to work.",
  "client.hint.deployment_not_found":
    "Check the deployment's name (AZURE_OPENAI_DEPLOYMENT), which is not the model's; a new one takes up to 5 minutes.",
  "client.hint.deployment_not_ready":
    "The deployment exists but does not answer yet. Wait a few minutes, or use deployModel, which waits.",
  "client.hint.quota_exceeded":
    "The subscription has no quota left for this model here. Ask for less capacity, delete an idle deployment, take another region, or request quota. Free trials have none.",
  "client.hint.deployment_limit":
    "A resource holds at most 10 fine-tuned deployments. Delete one that is idle (they cost by the hour).",
  "client.hint.sku_not_supported":
    'Try sku: "GlobalStandard" or "DeveloperTier"; which ones a model has depends on model, version and region.',
  "client.hint.model_not_tunable":
    "Region, version suffix or trainingType may be at fault, not only the model: try another region, the dated name (gpt-4.1-mini-2025-04-14), or trainingType Standard.",
  "client.hint.model_retired":
    "The model has been retired. Set TUNELAB_BASE_MODEL or AZURE_OPENAI_DEPLOYMENT to one that is still offered.",
  "client.hint.content_refused":
    "The provider's safety check refused the data. Remove examples about the harms it names; false positives happen with short files.",
  "client.hint.content_filtered":
    "The provider's content filter blocked the prompt or the answer. Reword it; the error body says which category.",
  "client.hint.tools_not_supported":
    "The embedded model cannot learn tool calls. Leave these examples out here; OpenAI and Azure accept them.",
  "client.hint.empty_file": "Check the path, and that whatever wrote the file had finished before it was uploaded.",
  "client.hint.invalid_suffix":
    'Use letters, digits, "-" and "_", and at most 18 characters to be safe everywhere, for example "two-words".',
  "client.hint.invalid_training_file":
    "Run readChatDataset on the file: it names each broken line and what is wrong with it.",
  "client.hint.too_few_examples": "Add examples: 10 are the minimum, 50 to 100 are advised.",
  "client.hint.key_refused":
    "The key does not belong to this endpoint, or was renewed. Copy key and endpoint again, both from the same resource.",
  "client.hint.forbidden":
    "The account may not do this: check its role on the resource, and the resource's network rules.",
  "client.hint.not_found": "Check the endpoint (no path behind it), the api-version and the name that was asked for.",
  "client.hint.rate_limited":
    "Too many tokens a minute for the deployment's capacity. Wait as long as the message says, or raise the capacity.",
  "client.hint.conflict":
    "Something with this name exists or is being changed. Wait for it to finish, or choose another name.",
  "client.hint.provider_failed": "The provider failed, not your request. Try again in a minute.",
  "client.hint.unreachable":
    "Check the endpoint's spelling, the network and a proxy. The embedded service is started again by openLab.",
  "client.hint.provider_refused": "The message is the provider's own; the request's parameters are the place to look.",
  "client.embeddedAndOthers": "TUNELAB_PROVIDER is embedded, but {names} point at another provider.",
  "client.entraAndKey": "TUNELAB_AZURE_AUTH is entra, but AZURE_OPENAI_API_KEY is set: only one of them can sign in.",
  "client.twoAddresses":
    "AZURE_OPENAI_ENDPOINT and OPENAI_BASE_URL are both set, and the openai package accepts only one.",
  "client.means": "{names} means {provider}|{names} mean {provider}",
  "client.contradiction": "The settings contradict each other. {message}",
  "client.contradictionHint":
    "Unset what you do not mean (see the table of settings), or choose with TUNELAB_PROVIDER=azure or openai.",
  "client.authNames": "it is entra, or not set.",
  "client.providerNames": "it is azure, openai or embedded.",
  "client.noAddress": "it must be an address with http:// or https://.",
  "client.userInAddress": "it has a user name or a password before the @, with which no call can be made.",
  "client.hashInAddress": "it has a #, behind which nothing is sent.",
  "client.unencrypted": "it must start with https://, or your key would travel unencrypted.",
  "client.placeholder": "it still is the placeholder of the lab's text.",
  "client.wholeToken": "TEMP_AUTH_TOKEN holds the whole answer of az account get-access-token.",
  "client.wholeTokenHint": "Copy the value of its accessToken field only, without quotes.",
  "client.quoted": "the quotes around it are a part of the value; leave them out.",
  "client.badSecret": "it has a space, a line break or a character beyond ASCII in it; copy it once more.",
  "client.badDeployment": "it must be the name alone, without / ? # or \\.",
  "client.badVersion": "it must be a version as 2024-10-21, without other characters.",
  "client.badSetting": '{name} ({from}) is "{shown}": {reason}',
  "client.badSettingHint": "Correct {name} where it is set, or unset it.",
  "client.secretHeld": "{name} is set, but for {home}, and is not sent to {address}; that one needs a {meaning}.",
  "client.secretHeldHint": "Set {name} where the address {address} is set, beside it.",
  "client.keyHeldHint":
    "{name} is set, but for {home}, and is not sent to {address}: set it where that address is set, beside it.",
  "client.secretMissing": "{name} is not set; it is needed as the {meaning}.",
  "client.secretMissingHint":
    "Set {name} in the environment or in a .env file next to the notebook. Never write it into a cell: cells are saved.",
  "client.keyOfResource": "key of the Azure OpenAI resource",
  "client.keyOfOpenAI": "key of OpenAI",
  "client.noModelNamed": "OPENAI_BASE_URL is {url}, but OPENAI_MODEL does not say which model is to answer.",
  "client.noModelNamedHint": "Set OPENAI_MODEL, for example to llama3.2 as ollama list shows it.",
  "client.endpointExample": "https://<name>.openai.azure.com, from Keys and Endpoint",
  "client.deploymentExample": "the name that you gave the deployment",
  "client.azureUnset":
    "{name} is not set, but {others} means that Azure is to be used.|{name} is not set, but {others} mean that Azure is to be used.",
  "client.azureUnsetHint":
    "Set {name} ({example}) in the environment or a .env file, or unset the others to use the embedded service.",
  "client.notBuilt": "The embedded service is not built: {path} does not exist.",
  "client.notBuiltHint": "Run npm run setup in the clone, then run this cell again.",
  "client.endedWith": "It ended with {failure}.",
  "client.noAnswerWithin": "It did not answer within {n} s.",
  "client.exitCode": "exit code {code}",
  "client.signal": "signal {signal}",
  "client.notStarted": "The embedded service did not start. {reason}",
  "client.lastWords": "Its last words:",
  "client.notStartedHint":
    "npm run doctor says what is missing; npx tunelab serve in the clone shows the start in a terminal.",
  "client.noPortal": "There is no portal at {address}: {why}.",
  "client.noPortalHint":
    "The portal is a page of the embedded service: run openLab() with no other provider set, or npx tunelab portal.",
  "client.notHere": "it is not on this machine",
  "client.nothingAnswers": "nothing answers",
  "client.itAnswers": "it answers {status}{said}",
  "client.badAddress": "an address that is none",
  "client.noSuchLink": "The portal makes no such link: {message}",
  "client.noSuchLinkHint":
    "A page is a route such as /jobs, and a host the name in the browser's address, such as hub.example.org.",
} as const;
