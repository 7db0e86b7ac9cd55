import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TunelabError } from "../../core/index.js";
import { toDataFrame } from "../frames/data-frame.js";
import { mapVolumePath, volumesRoot } from "../volumes.js";
import { say } from "../../texts/index.js";

const NAME = String.raw`((?:[\w-]+|\`[^\`]+\`)\.(?:[\w-]+|\`[^\`]+\`)\.(?:[\w-]+|\`[^\`]+\`))`;
const CREATE = new RegExp(
  String.raw`^create\s+(?:external\s+)?volume\s+(if\s+not\s+exists\s+)?${NAME}(?:\s+comment\s+.*)?$`,
  "is",
);
const DROP = new RegExp(String.raw`^drop\s+volume\s+(if\s+exists\s+)?${NAME}$`, "i");

/**
 * Runs a statement about volumes on the folders that stand for them, or returns `undefined` for any other.
 *
 * @example
 * runVolumeStatement("CREATE VOLUME main.default.fine_tuning"); // "Volume main.default.fine_tuning created. …"
 */
export function runVolumeStatement(statement: string): unknown {
  const created = CREATE.exec(statement);
  if (created !== null) {
    const name = created[2]!.replaceAll("`", "");
    const path = `/Volumes/${name.split(".").join("/")}`;
    const real = mapVolumePath(path);
    if (existsSync(real)) return say("data.volumeExists", { name, path });
    mkdirSync(real, { recursive: true });
    return say("data.volumeCreated", { name, path });
  }
  const dropped = DROP.exec(statement);
  if (dropped !== null) {
    const name = dropped[2]!.replaceAll("`", "");
    const real = mapVolumePath(`/Volumes/${name.split(".").join("/")}`);
    if (!existsSync(real) && dropped[1] === undefined) throw noSuchVolume(name);
    rmSync(real, { recursive: true, force: true });
    return say("data.volumeDropped", { name });
  }
  if (/^show\s+volumes(\s+in\s+\S+)?$/i.test(statement)) {
    return toDataFrame(listVolumes(), {
      columns: VOLUME_COLUMNS,
      caption: say("data.volumesIn", { folder: volumesRoot() }),
    });
  }
  if (/^(create|drop|show)\s+volumes?\b/i.test(statement)) {
    throw new TunelabError(say("data.volumeParts", { statement }), {
      code: "sql_failed",
      hint: say("data.volumePartsHint"),
    });
  }
  return undefined;
}

const VOLUME_COLUMNS = ["catalog", "schema", "volume"];

function listVolumes(): Record<string, string>[] {
  const root = volumesRoot();
  const below = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
      : [];
  return below(root).flatMap((catalog) =>
    below(join(root, catalog)).flatMap((schema) =>
      below(join(root, catalog, schema)).map((volume) => ({ catalog, schema, volume })),
    ),
  );
}

function noSuchVolume(name: string): TunelabError {
  return new TunelabError(say("data.noVolume", { name }), {
    code: "sql_failed",
    hint: say("data.noVolumeHint"),
  });
}
