import { startService, type RunningService, type StartOptions } from "../../src/service/index.js";

/**
 * One thread generates and trains, and nothing is measured to find that out: test files run side by side, and how busy the
 * machine is must not decide about last digits.
 */
const ONE_THREAD: StartOptions["choices"] = {
  choose: async <T>(name: string): Promise<T> =>
    (name === "training speed" ? { threads: 1, operationsPerSecond: 5e10 } : 1) as T,
};

/** Starts a service in this process that says little and uses one thread. */
export async function startLocalService(options: StartOptions): Promise<RunningService> {
  return startService({ environment: { TUNELAB_LOG_LEVEL: "warn" }, choices: ONE_THREAD, ...options });
}
