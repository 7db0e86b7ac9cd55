import { createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, expect, it } from "vitest";
import { chooseMlflowPort } from "../../src/cli/mlflow/mlflow-port.js";

let taken: Server | undefined;

afterEach(() => taken?.close());

it.each(["abc", "0", "70000", "5000.5", ""])("does not take %j for a port", async (port) => {
  await expect(chooseMlflowPort(port)).rejects.toMatchObject({
    code: "invalid_option",
    message: `--port is ${JSON.stringify(port)}.`,
  });
});

it("says that a port is taken before a server is started on it", async () => {
  taken = createServer();
  await new Promise<void>((resolve) => taken!.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  await expect(chooseMlflowPort(String(port))).rejects.toMatchObject({
    code: "port_taken",
    message: `Port ${port} is taken by another program.`,
  });
});
