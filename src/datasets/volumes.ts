import { join, resolve, sep } from "node:path";
import { findProjectRoot, PATH_MAPPER, TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";

const PREFIX = "/Volumes/";

/**
 * Folder that stands for Databricks' `/Volumes`: `TUNELAB_VOLUMES`, or `.tunelab/volumes` in the project.
 *
 * @example
 * volumesRoot({ TUNELAB_VOLUMES: "/data/volumes" }); // "/data/volumes"
 */
export function volumesRoot(env: NodeJS.ProcessEnv = process.env): string {
  const configured = env["TUNELAB_VOLUMES"];
  return configured ? resolve(configured) : join(findProjectRoot(), ".tunelab", "volumes");
}

/**
 * Maps a path as a learner writes it to the real one: `/Volumes/…` goes below {@link volumesRoot}, others stay.
 *
 * Throws `unreplaced_placeholder` for `<catalog_name>` and its like, and `outside_volumes` for a path that climbs out.
 *
 * @example
 * mapVolumePath("/Volumes/main/default/fine_tuning/a.jsonl"); // "<project>/.tunelab/volumes/main/default/fine_tuning/a.jsonl"
 */
export function mapVolumePath(path: string, env: NodeJS.ProcessEnv = process.env): string {
  if (path !== "/Volumes" && !path.startsWith(PREFIX)) return path;
  refusePlaceholder(path);
  const root = volumesRoot(env);
  const mapped = join(root, path.slice(PREFIX.length));
  if (mapped !== root && !mapped.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new TunelabError(say("data.outside", { path }), {
      code: "outside_volumes",
      hint: say("data.outsideHint", { form: "/Volumes/<catalog>/<schema>/<volume>/<file>" }),
    });
  }
  return mapped;
}

/**
 * Throws `unreplaced_placeholder` when a text still holds `<catalog_name>` or another placeholder of the labs.
 *
 * @example
 * refusePlaceholder("/Volumes/main/default"); // returns
 */
export function refusePlaceholder(text: string): void {
  const found = /<[A-Za-z][A-Za-z_ ]*>/.exec(text)?.[0];
  if (found === undefined) return;
  throw new TunelabError(say("data.placeholder", { found, text }), {
    code: "unreplaced_placeholder",
    hint: say("data.placeholderHint", { found }),
  });
}

/** Registers {@link mapVolumePath} where the kernel's `%sh`, `%sql` and `node:fs` in cells look for it. */
export function registerPathMapper(): void {
  (globalThis as Record<symbol, unknown>)[PATH_MAPPER] ??= (path: string): string => mapVolumePath(path);
}
