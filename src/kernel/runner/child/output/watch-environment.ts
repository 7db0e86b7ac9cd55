import { isSecretName } from "../../../../core/redact/index.js";
import { sendToKernel } from "./outbox.js";
import { withOwnIntrinsics } from "../guard/own-intrinsics.js";

const { defineProperty } = Reflect;
const ours = new WeakSet<object>();

/** Whether a value is what `process.env` gives, now or before a cell replaced it. */
export const isWatchedEnvironment = (value: object): boolean => ours.has(value);

/**
 * Tells the kernel of every value that is given to a variable named like a secret, before anything can be printed after it,
 * so that it can keep the value out of what it sends.
 */
export function watchEnvironment(): void {
  const own = process.env;
  let env = watched(own);
  Object.defineProperty(process, "env", {
    configurable: true,
    enumerable: true,
    get: () => env,
    set(replacement: NodeJS.ProcessEnv) {
      const known = typeof replacement !== "object" || replacement === null || ours.has(replacement);
      env = known ? replacement : watched(replacement);
      if (known) return;
      tellAll(env);
    },
  });
  const load = process.loadEnvFile as typeof process.loadEnvFile | undefined;
  if (load === undefined) return;
  // Node sets the variables of a file without a look at `process.env`.
  process.loadEnvFile = (path) => {
    load.call(process, path);
    tellAll(own);
  };
}

/** Without a prototype: a cell's `Object.prototype.get` would be a trap of the proxy. */
const HANDLER: ProxyHandler<NodeJS.ProcessEnv> = Object.freeze({
  __proto__: null,
  set(target: NodeJS.ProcessEnv, name: string | symbol, value: string) {
    target[name as string] = value;
    tell(target, name);
    return true;
  },
  defineProperty(target: NodeJS.ProcessEnv, name: string | symbol, descriptor: PropertyDescriptor) {
    const done = defineProperty(target, name, descriptor);
    tell(target, name);
    return done;
  },
});

function watched(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const proxy = new Proxy(env, HANDLER);
  ours.add(proxy);
  return proxy;
}

function tellAll(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) tell(env, name);
}

function tell(env: NodeJS.ProcessEnv, name: string | symbol): void {
  withOwnIntrinsics(() => {
    if (typeof name !== "string" || !isSecretName(name)) return;
    const value: unknown = env[name];
    if (typeof value === "string" && value !== "") sendToKernel({ type: "secret", value });
  });
}
