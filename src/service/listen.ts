import { createServer, type AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { TunelabError } from "../core/index.js";
import type { ServiceSettings } from "./settings.js";
import type { ServiceStore } from "./store/index.js";

const KEY = "last-port";

/**
 * Starts listening: on the port that was asked for, else on the one of the last start, else on any that is free.
 *
 * The last port comes first so that open pages and notebooks find the service again after a restart. Throws
 * `port_in_use` when the port that was asked for is taken, `address_not_usable` when the system refuses host or port.
 */
export async function listen(
  app: FastifyInstance,
  store: ServiceStore,
  { host, port }: Pick<ServiceSettings, "host" | "port">,
): Promise<void> {
  const last = store.get("settings", KEY)?.value;
  const wished = port === 0 && typeof last === "number" && (await isFree(host, last)) ? last : port;
  try {
    await app.listen({ host, port: wished });
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (code !== "EADDRINUSE" && (syscall === "listen" || syscall === "getaddrinfo")) {
      throw new TunelabError(`The service cannot listen on ${host}, port ${wished} (${(cause as Error).message}).`, {
        code: "address_not_usable",
        hint: "--host is an address of this machine, such as 127.0.0.1; a port below 1024 may need rights that you have not.",
        cause,
      });
    }
    if (code !== "EADDRINUSE") throw cause;
    throw new TunelabError(`Port ${wished} is taken on ${host}.`, {
      code: "port_in_use",
      hint: "Choose another with --port, or leave it out to take any that is free.",
      cause,
    });
  }
  const taken = (app.server.address() as AddressInfo).port;
  if (taken !== last) await store.transaction((tx) => tx.put("settings", KEY, { value: taken }));
}

/** Asked before, because a server whose listening has failed cannot be told to listen again. */
function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
