import { mkdir } from "node:fs/promises";
import { modelIdOf } from "../../src/service/inference/index.js";
import { resolveSettings, startService, type RunningService, type StartOptions } from "../../src/service/index.js";
import { keepMeasuredChoices, type MeasuredChoices } from "../../src/service/measured-choices.js";
import { ServiceStore } from "../../src/service/store/index.js";

/**
 * One thread generates and trains, and nothing is measured to find that out: test files run side by side, and how busy the
 * machine is must not decide about last digits.
 */
const ONE_THREAD: MeasuredChoices = {
  choose: async <T>(name: string): Promise<T> =>
    (name === "threads to train with" ? { threads: 1, operationsPerSecond: 5e10 } : 1) as T,
};

/**
 * Makes a data directory whose service, in whichever process it is started, uses one thread too. More threads than cores
 * wait for each other by computing: where two labs ran side by side with two threads each, both took three times as long.
 */
export async function prepareDataDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await (await ServiceStore.open(directory)).close();
  const kept = await keepMeasuredChoices(directory, { isIdle: () => true });
  const model = modelIdOf(resolveSettings({}, {}).modelPath);
  for (const name of ["threads to train with", `threads to generate with, ${model}`]) {
    await kept.choose(name, () =>
      ONE_THREAD.choose(name, () => Promise.reject(new Error("One thread is not measured."))),
    );
  }
}

/** Starts a service in this process that says little and uses one thread. */
export async function startLocalService(options: StartOptions): Promise<RunningService> {
  return startService({ environment: { TUNELAB_LOG_LEVEL: "warn" }, choices: ONE_THREAD, ...options });
}
