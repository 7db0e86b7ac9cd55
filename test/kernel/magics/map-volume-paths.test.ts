import { describe, expect, it } from "vitest";
import { mapVolumePaths } from "../../../src/kernel/magics/runtime/map-volume-paths.js";

describe("paths below /Volumes in a shell script", () => {
  const map = (path: string): string => path.replace("/Volumes", "/my $labs");
  it.each([
    ["ls /Volumes/main/*.jsonl", "ls /my\\ \\$labs/main/*.jsonl"],
    ['ls "/Volumes/$CATALOG/x"', 'ls "/my \\$labs/$CATALOG/x"'],
    ["ls '/Volumes/main'", "ls '/my $labs/main'"],
    ["# it's a comment\nls /Volumes/main", "# it's a comment\nls /my\\ \\$labs/main"],
    [`echo "it's" /Volumes/main`, `echo "it's" /my\\ \\$labs/main`],
    ["echo /Volume/main", "echo /Volume/main"],
    ["rm /Volumes/<catalog_name>/x", "rm /my\\ \\$labs/<catalog_name>/x"],
  ])("keep their meaning: %s", (script, expected) => {
    expect(mapVolumePaths(script, map)).toBe(expected);
  });
});
