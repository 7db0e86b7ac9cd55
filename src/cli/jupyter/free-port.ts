import { createServer } from "node:net";

/**
 * Tells whether a TCP port of 127.0.0.1 can be listened on.
 *
 * @example
 * await isPortFree(8888); // true
 */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Returns the first free port from `first` on, or `undefined` when `tries` of them are taken.
 *
 * @example
 * await findFreePort(8888); // 8889, when 8888 is taken
 */
export async function findFreePort(first: number, tries = 50): Promise<number | undefined> {
  for (let port = first; port < first + tries; port++) if (await isPortFree(port)) return port;
  return undefined;
}
