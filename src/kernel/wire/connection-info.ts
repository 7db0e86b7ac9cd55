import { readFileSync } from "node:fs";
import { TunelabError } from "../../core/essentials/index.js";

/** The connection file that a Jupyter client writes for a kernel. */
export interface ConnectionInfo {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly shellPort: number;
  readonly iopubPort: number;
  readonly stdinPort: number;
  readonly controlPort: number;
  readonly heartbeatPort: number;
  /** Shared secret of the signatures; empty means that messages are not signed. */
  readonly key: string;
  readonly signatureScheme: string;
}

/**
 * Parses the text of a connection file.
 *
 * Throws `invalid_connection_file` naming the field that is missing or wrong.
 *
 * @example
 * parseConnectionInfo('{"transport":"tcp","ip":"127.0.0.1","shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"key":""}').ip; // "127.0.0.1"
 */
export function parseConnectionInfo(text: string): ConnectionInfo {
  let raw: Record<string, unknown>;
  try {
    raw = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw invalid("it is not JSON", cause);
  }
  const port = (name: string): number => {
    const value = raw[name];
    if (typeof value !== "number" || !Number.isInteger(value) || value < 1) {
      throw invalid(`${name} is ${JSON.stringify(value)}, expected a port number`);
    }
    return value;
  };
  const transport = raw.transport ?? "tcp";
  if (transport !== "tcp" && transport !== "ipc") throw invalid(`transport is ${JSON.stringify(transport)}`);
  if (typeof raw.ip !== "string" || raw.ip === "") throw invalid(`ip is ${JSON.stringify(raw.ip)}`);
  const signatureScheme = typeof raw.signature_scheme === "string" ? raw.signature_scheme : "hmac-sha256";
  if (!signatureScheme.startsWith("hmac-")) throw invalid(`signature_scheme is ${JSON.stringify(signatureScheme)}`);
  return {
    transport,
    ip: raw.ip,
    shellPort: port("shell_port"),
    iopubPort: port("iopub_port"),
    stdinPort: port("stdin_port"),
    controlPort: port("control_port"),
    heartbeatPort: port("hb_port"),
    key: typeof raw.key === "string" ? raw.key : "",
    signatureScheme,
  };
}

/** Reads and parses a connection file; throws as {@link parseConnectionInfo} does. */
export function loadConnectionInfo(path: string): ConnectionInfo {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new TunelabError(`The connection file ${path} cannot be read.`, {
      code: "connection_file_not_found",
      hint: "A Jupyter client writes this file and passes its path; start the kernel through one, such as JupyterLab.",
      cause,
    });
  }
  return parseConnectionInfo(text);
}

/**
 * Address of one channel: a port over tcp, a numbered socket file over ipc.
 *
 * @example
 * channelAddress({ transport: "tcp", ip: "127.0.0.1" }, 5001); // "tcp://127.0.0.1:5001"
 */
export function channelAddress({ transport, ip }: Pick<ConnectionInfo, "transport" | "ip">, port: number): string {
  if (transport === "ipc") return `ipc://${ip}-${port}`;
  return `tcp://${ip.includes(":") ? `[${ip}]` : ip}:${port}`;
}

function invalid(why: string, cause?: unknown): TunelabError {
  return new TunelabError(`The connection file is not usable: ${why}.`, {
    code: "invalid_connection_file",
    hint: "Start the kernel through a Jupyter client, which writes a valid connection file.",
    cause,
  });
}
