import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";

/** A process, with what tells it from a later one of the same number. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** Number of its process group. */
  readonly group: number;
  /** Time of its start, in a unit of the system. */
  readonly started: string;
}

/**
 * A process's descendants, and the process itself first; empty where it is gone or the system does not tell.
 *
 * @example
 * processTree(process.pid)[0].pid === process.pid; // true
 */
export function processTree(root: number): readonly ListedProcess[] {
  const all = listProcesses();
  const tree = all.filter(({ pid }) => pid === root);
  for (let at = 0; at < tree.length; at += 1) {
    const { pid } = tree[at]!;
    tree.push(...all.filter(({ parent }) => parent === pid));
  }
  return tree;
}

/** The processes above one, the nearest first; those that the system tells of. */
export function processesAbove(pid: number): readonly ListedProcess[] {
  const all = new Map(listProcesses().map((one) => [one.pid, one]));
  const above: ListedProcess[] = [];
  let next = all.get(all.get(pid)?.parent ?? 0);
  while (next !== undefined && !above.includes(next)) {
    above.push(next);
    next = all.get(next.parent);
  }
  return above;
}

/** Whether a process still runs; a look at one costs little on Linux. */
export function isRunning({ pid, started }: ListedProcess): boolean {
  const [now] = existsSync("/proc/self/stat")
    ? readProcess(`${pid}`)
    : listProcesses().filter((one) => one.pid === pid);
  return now?.started === started;
}

/** Those of the processes that still run. */
export function stillRunning(processes: readonly ListedProcess[]): readonly ListedProcess[] {
  if (processes.length === 0) return [];
  const now = new Map(listProcesses().map((one) => [one.pid, one.started]));
  return processes.filter(({ pid, started }) => now.get(pid) === started);
}

/**
 * Of a process's tree as it was, those that still run although one between has ended, and all below them: nothing tells of
 * them any more whose they are.
 */
export function orphans(tree: readonly ListedProcess[]): readonly ListedProcess[] {
  const running = new Set(stillRunning(tree));
  const byId = new Map(tree.map((one) => [one.pid, one]));
  const isOrphan = (one: ListedProcess): boolean => {
    const parent = byId.get(one.parent);
    return parent !== undefined && (!running.has(parent) || isOrphan(parent));
  };
  return tree.filter((one) => running.has(one) && isOrphan(one));
}

/** Ticks of a second in which Linux counts a process's start; the same on all of its platforms, see proc(5). */
const TICKS = 100;

/**
 * The children of a process that are in its group and are not older than some seconds, with all below them; empty where the
 * system does not tell how old they are.
 */
export function youngChildren(root: number, seconds: number): readonly ListedProcess[] {
  let uptime: number;
  try {
    uptime = Number.parseFloat(readFileSync("/proc/uptime", "latin1"));
  } catch {
    return [];
  }
  const [own, ...tree] = processTree(root);
  // Linux rounds both times down to a tick: a process that is started at once seems older than it is.
  const oldest = seconds + 2 / TICKS;
  const young = tree.filter(
    ({ parent, group, started }) =>
      parent === root && group === own?.group && uptime - Number(started) / TICKS <= oldest,
  );
  return young.flatMap(({ pid }) => processTree(pid));
}

function listProcesses(): readonly ListedProcess[] {
  if (process.platform === "win32") return [];
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readProcess(name));
  } catch {
    return listByPs();
  }
}

/** Fields of `/proc/[pid]/stat`, see proc(5); the name in brackets may hold anything, so they are counted from its end. */
function readProcess(pid: string): readonly ListedProcess[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z"
      ? []
      : [
          {
            pid: Number(pid),
            parent: Number(fields[1]),
            group: Number(fields[2]),
            started: fields[19] ?? "",
          },
        ];
  } catch {
    return [];
  }
}

function listByPs(): readonly ListedProcess[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,lstart="], { encoding: "utf8", timeout: 2000 });
  return (stdout ?? "").split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match === null
      ? []
      : [{ pid: Number(match[1]), parent: Number(match[2]), group: Number(match[3]), started: match[4]! }];
  });
}
