export { createMlflow, mlflow, type MlflowEvaluateOptions, type MlflowGenaiOptions } from "./mlflow.js";
