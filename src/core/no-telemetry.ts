/**
 * Environment that keeps other people's libraries from reporting who uses them; it goes over whatever was set.
 *
 * `ORT_DISABLE_TELEMETRY`: the native library of onnxruntime-node 1.30 on Linux reads the machine's id, connects to a
 * server of Microsoft and writes to the temporary folder and the home's cache, from its first session on.
 * `MLFLOW_DISABLE_TELEMETRY`, `DO_NOT_TRACK`: MLflow's server and client in Python. `DO_NOT_TRACK` is also heeded by others.
 *
 * @example
 * spawn(program, args, { env: { ...process.env, ...NO_TELEMETRY } });
 */
export const NO_TELEMETRY: Readonly<Record<string, string>> = {
  ORT_DISABLE_TELEMETRY: "1",
  MLFLOW_DISABLE_TELEMETRY: "true",
  DO_NOT_TRACK: "true",
};
