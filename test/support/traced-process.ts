import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from "node:child_process";
import { readFileSync } from "node:fs";

/** Whether the system calls of processes can be watched here (Linux with strace). */
export const canTrace =
  process.platform === "linux" && spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;

/** A process whose connections, and those of all that it starts, are written down. */
export interface TracedProcess {
  readonly child: ChildProcess;
  /** Addresses with ports that were connected or sent to and are not on this machine, and every question to a name server. */
  foreignAddresses(): readonly string[];
}

/**
 * Starts a program under strace, which sees native libraries too.
 *
 * @param log file for what strace saw
 */
export function spawnTraced(
  log: string,
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): TracedProcess {
  const calls = "trace=connect,sendto,sendmsg,sendmmsg";
  const child = spawn("strace", ["-f", "--seccomp-bpf", "-qq", "-e", calls, "-o", log, command, ...args], options);
  return { child, foreignAddresses: () => foreignAddresses(readFileSync(log, "utf8")) };
}

function foreignAddresses(trace: string): string[] {
  const internet = /sin6?_port=htons\((\d+)\).*?(?:sin_addr=inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")/g;
  const found = new Set<string>();
  for (const [, port, four, six] of trace.matchAll(internet)) {
    const address = four ?? six!;
    // A name server on this machine asks others.
    if (port === "53" || !/^(?:127\.|::1$|::ffff:127\.)/.test(address)) found.add(`${address} ${port}`);
  }
  return [...found];
}
