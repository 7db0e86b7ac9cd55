"""Reads with Python's MLflow what tunelab wrote: python read-back.py <server> <experiment> <table> -> one line of JSON."""
import json
import sys

import mlflow

server, experiment, table = sys.argv[1:]
mlflow.set_tracking_uri(server)
mlflow.set_experiment(experiment)
loaded = mlflow.load_table(table, extra_columns=["run_id"])
runs = mlflow.search_runs(filter_string="status = 'FINISHED'")
print(json.dumps({
    "columns": list(loaded.columns),
    "rows": json.loads(loaded.to_json(orient="records")),
    "runs": json.loads(runs.to_json(orient="records")),
}))
