import { TunelabError } from "../../core/index.js";
import { findFreePort, isPortFree } from "../jupyter/free-port.js";

const DEFAULT_PORT = 5000;

/**
 * The port that MLflow shall listen on: the one asked for, else MLflow's own 5000, else the next one that is free.
 *
 * Throws `invalid_option` and, for a port that was asked for, `port_taken`.
 *
 * @example
 * await chooseMlflowPort(undefined); // 5000
 */
export async function chooseMlflowPort(asked: string | undefined): Promise<number> {
  if (asked === undefined) {
    const port = (await findFreePort(DEFAULT_PORT)) ?? DEFAULT_PORT;
    if (port !== DEFAULT_PORT) console.log(`Port ${DEFAULT_PORT} is taken by another program: ${port} is used.`);
    return port;
  }
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new TunelabError(`--port is ${JSON.stringify(asked)}.`, {
      code: "invalid_option",
      hint: "Give a whole number from 1 to 65535, or leave it out.",
    });
  }
  if (await isPortFree(port)) return port;
  throw new TunelabError(`Port ${port} is taken by another program.`, {
    code: "port_taken",
    hint: "Name another one with --port, or leave it out for the first free one from 5000 on.",
  });
}
