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
} as const;
