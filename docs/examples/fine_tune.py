"""Fine-tunes on the embedded service, or on Azure, with the official package: see docs/python.md."""

import json
import os
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from openai import AzureOpenAI

DATA = Path(__file__).resolve().parents[2] / "notebooks" / "data"
DEPLOYMENT = "python-ft"

client = AzureOpenAI(
    azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"],
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
    api_version="2024-10-21",
)


def upload(name):
    with open(DATA / name, "rb") as file:
        return client.files.create(file=(name, file), purpose="fine-tune").id


def wait_for(job_id):
    while True:
        job = client.fine_tuning.jobs.retrieve(job_id)
        print(job.status)
        if job.status in ("succeeded", "failed", "cancelled"):
            return job
        time.sleep(5)


def deploy(model):
    endpoint = os.environ["AZURE_OPENAI_ENDPOINT"]
    # The embedded service answers for the management plane too; a token for Azure's goes nowhere else.
    is_local = urlsplit(endpoint).hostname in ("127.0.0.1", "localhost", "::1")
    management = os.environ.get("TUNELAB_MANAGEMENT_URL", endpoint if is_local else "https://management.azure.com")
    account = "/".join(
        [
            "subscriptions",
            os.environ.get("AZURE_SUBSCRIPTION_ID", "00000000-0000-0000-0000-000000000000"),
            "resourceGroups",
            os.environ.get("AZURE_RESOURCE_GROUP", "tunelab"),
            "providers/Microsoft.CognitiveServices/accounts",
            os.environ.get("AZURE_OPENAI_RESOURCE", "tunelab"),
        ]
    )
    body = {
        "sku": {"name": "standard", "capacity": 1},
        "properties": {"model": {"format": "OpenAI", "name": model, "version": "1"}},
    }
    request = urllib.request.Request(
        f"{management.rstrip('/')}/{account}/deployments/{DEPLOYMENT}?api-version=2023-05-01",
        data=json.dumps(body).encode(),
        headers={"authorization": f"Bearer {os.environ['TEMP_AUTH_TOKEN']}", "content-type": "application/json"},
        method="PUT",
    )
    with urllib.request.urlopen(request) as response:
        print("deployment:", response.status)


job = client.fine_tuning.jobs.create(
    training_file=upload("training_set.jsonl"),
    validation_file=upload("validation_set.jsonl"),
    model=os.environ.get("TUNELAB_BASE_MODEL", "smollm2-135m-instruct"),
    seed=105,
)
job = wait_for(job.id)
deploy(job.fine_tuned_model)
time.sleep(5)
answer = client.chat.completions.create(
    model=DEPLOYMENT,
    messages=[{"role": "user", "content": "Who painted the Mona Lisa?"}],
    temperature=0,
    max_tokens=40,
)
print(answer.model, "says:", answer.choices[0].message.content)
