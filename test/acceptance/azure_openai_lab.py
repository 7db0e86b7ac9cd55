"""The calls of the Azure OpenAI fine-tuning lab, as its text writes them, with Python's unmodified `openai` package.

Endpoint, key, token, management host and resource names come from the environment; the file names are arguments:
python azure_openai_lab.py training_set.jsonl validation_set.jsonl
"""

import json
import os
import sys
import time

import requests
from openai import AzureOpenAI

client = AzureOpenAI(
    azure_endpoint=os.getenv("AZURE_OPENAI_ENDPOINT"),
    api_key=os.getenv("AZURE_OPENAI_API_KEY"),
    api_version="2024-05-01-preview",  # This API version or later is required to access seed/events/checkpoint features
)

training_file_name = sys.argv[1]
validation_file_name = sys.argv[2]

training_response = client.files.create(file=open(training_file_name, "rb"), purpose="fine-tune")
training_file_id = training_response.id

validation_response = client.files.create(file=open(validation_file_name, "rb"), purpose="fine-tune")
validation_file_id = validation_response.id

response = client.fine_tuning.jobs.create(
    training_file=training_file_id,
    validation_file=validation_file_id,
    model="gpt-4o",
    seed=105,
)

job_id = response.id

deadline = time.time() + 900
while response.status not in ("succeeded", "failed", "cancelled") and time.time() < deadline:
    time.sleep(1)
    response = client.fine_tuning.jobs.retrieve(job_id)
fine_tuned_model = response.fine_tuned_model

events = client.fine_tuning.jobs.list_events(fine_tuning_job_id=job_id, limit=20)
checkpoints = client.fine_tuning.jobs.checkpoints.list(job_id)
results = client.files.content(response.result_files[0]).read().decode()

token = os.getenv("TEMP_AUTH_TOKEN")
subscription = os.getenv("AZURE_SUBSCRIPTION_ID")
resource_group = os.getenv("AZURE_RESOURCE_GROUP")
resource_name = os.getenv("AZURE_OPENAI_RESOURCE")
management_host = os.getenv("TUNELAB_MANAGEMENT_URL")
model_deployment_name = "gpt-4o-ft"

deploy_params = {"api-version": "2023-05-01"}
deploy_headers = {"Authorization": "Bearer {}".format(token), "Content-Type": "application/json"}

deploy_data = {
    "sku": {"name": "standard", "capacity": 1},
    "properties": {"model": {"format": "OpenAI", "name": fine_tuned_model, "version": "1"}},
}
deploy_data = json.dumps(deploy_data)

request_url = f"{management_host}/subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.CognitiveServices/accounts/{resource_name}/deployments/{model_deployment_name}"

r = requests.put(request_url, params=deploy_params, headers=deploy_headers, data=deploy_data)

client = AzureOpenAI(
    azure_endpoint=os.getenv("AZURE_OPENAI_ENDPOINT"),
    api_key=os.getenv("AZURE_OPENAI_API_KEY"),
    api_version="2024-02-01",
)

chat = client.chat.completions.create(
    model="gpt-4o-ft",  # model = "Custom deployment name you chose for your fine-tuning model"
    messages=[
        {"role": "system", "content": "You are a helpful assistant."},
        {"role": "user", "content": "Does Azure OpenAI support customer managed keys?"},
        {"role": "assistant", "content": "Yes, customer managed keys are supported by Azure OpenAI."},
        {"role": "user", "content": "Do other Azure AI services support this too?"},
    ],
)
stream = client.chat.completions.create(
    model="gpt-4o-ft", messages=[{"role": "user", "content": "Hi"}], max_tokens=4, stream=True
)

print(
    json.dumps(
        {
            "status": response.status,
            "fine_tuned_model": fine_tuned_model,
            "n_epochs": response.hyperparameters.n_epochs,
            "events": [event.message for event in events.data],
            "checkpoint_steps": [checkpoint.step_number for checkpoint in checkpoints.data],
            "results_header": results.splitlines()[0],
            "deployed": r.status_code,
            "provisioning_state": r.json()["properties"]["provisioningState"],
            "answered_by": chat.model,
            "answer": chat.choices[0].message.content,
            "streamed": "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices),
        }
    )
)
