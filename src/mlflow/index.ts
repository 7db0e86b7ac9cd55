export { createMlflow, mlflow, type MlflowEvaluateOptions } from "./mlflow.js";
