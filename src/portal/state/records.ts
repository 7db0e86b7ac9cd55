import { computed, signal } from "@preact/signals";
import type { DeploymentRow, FileRow, JobRow, PortalEvent, Switches, TunedModelRow } from "../api-types/index.js";

/** Records of one kind by their id, as the stream last told of them. */
class RecordList<Row> {
  readonly #rows = signal<ReadonlyMap<string, Row>>(new Map());
  #named = new Set<string>();

  get rows(): ReadonlyMap<string, Row> {
    return this.#rows.value;
  }

  put(id: string, row: Row): void {
    this.#named.add(id);
    this.#rows.value = new Map(this.#rows.peek()).set(id, row);
  }

  remove(id: string): void {
    const next = new Map(this.#rows.peek());
    if (next.delete(id)) this.#rows.value = next;
  }

  startNaming(): void {
    this.#named = new Set();
  }

  /** Drops what was not named since {@link startNaming}: it went while nobody listened. */
  keepNamed(): void {
    const kept = [...this.#rows.peek()].filter(([id]) => this.#named.has(id));
    if (kept.length < this.#rows.peek().size) this.#rows.value = new Map(kept);
  }
}

const jobRows = new RecordList<JobRow>();
const fileRows = new RecordList<FileRow>();
const deploymentRows = new RecordList<DeploymentRow>();
const modelRows = new RecordList<TunedModelRow>();
const LISTS = { job: jobRows, file: fileRows, deployment: deploymentRows, model: modelRows } as const;

const newestFirst = <Row extends { readonly createdAt: number }>(rows: ReadonlyMap<string, Row>): readonly Row[] =>
  [...rows.values()].reverse().sort((a, b) => b.createdAt - a.createdAt);

/** The lists, the newest first. */
export const jobs = computed(() => newestFirst(jobRows.rows));
export const files = computed(() => newestFirst(fileRows.rows));
export const deployments = computed(() => newestFirst(deploymentRows.rows));
export const tunedModels = computed(() => newestFirst(modelRows.rows));
export const switches = signal<Switches | undefined>(undefined);
/** Whether the lists are complete; until then a page shows that it waits. */
export const areListsKnown = signal(false);
/** Rises whenever something in the run store has changed. */
export const runChanges = signal(0);
/** Milliseconds that the service's clock is ahead of this one. */
export const clockOffset = signal(0);

export const findJob = (id: string): JobRow | undefined => jobRows.rows.get(id);
export const findFile = (id: string): FileRow | undefined => fileRows.rows.get(id);
export const findDeployment = (name: string): DeploymentRow | undefined => deploymentRows.rows.get(name);

let isComplete = false;

/** Takes in an event of the stream; applying one twice does no harm. */
export function applyEvent(event: PortalEvent): void {
  switch (event.type) {
    case "hello":
      clockOffset.value = event.now - Date.now();
      isComplete = event.reset;
      if (event.reset) for (const list of Object.values(LISTS)) list.startNaming();
      break;
    case "current":
      if (isComplete) for (const list of Object.values(LISTS)) list.keepNamed();
      areListsKnown.value = true;
      break;
    case "job":
      jobRows.put(event.job.id, event.job);
      break;
    case "file":
      fileRows.put(event.file.id, event.file);
      break;
    case "deployment":
      deploymentRows.put(event.deployment.name, event.deployment);
      break;
    case "model":
      modelRows.put(event.model.id, event.model);
      break;
    case "gone":
      LISTS[event.kind].remove(event.id);
      break;
    case "switches":
      switches.value = event.switches;
      break;
    case "runs":
      runChanges.value = runChanges.peek() + 1;
      break;
    default:
  }
}
