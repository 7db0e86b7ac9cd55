import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";

/** A port that leads to another one of this machine, from which nothing is read while it is held. */
export interface SlowLine {
  readonly port: number;
  hold(): void;
  goOn(): void;
  close(): void;
}

export async function openSlowLine(target: number): Promise<SlowLine> {
  const sockets = new Set<Socket>();
  const fromTarget = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    fromTarget.add(far);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    near.pipe(far);
    far.pipe(near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => fromTarget.forEach((socket) => socket.pause()),
    goOn: () => fromTarget.forEach((socket) => socket.resume()),
    close: () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
