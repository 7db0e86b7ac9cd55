import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProjectRoot } from "../../../core/index.js";

/**
 * Reads a data file of the text metrics: lines grouped under `[name]` headings, comment lines before the first.
 *
 * The files stay in `src/`: the build compiles code only, and they are read from the clone.
 *
 * @example
 * readDataFile("wordnet-exceptions.txt").get("verb"); // ["abode abide", …]
 */
export function readDataFile(name: string): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(join(findProjectRoot(), "src", "evaluate", "metrics", "nltk", "data", name), "utf8");
  const sections = new Map<string, string[]>();
  let section: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\[([a-z ]+\d*)\]$/.exec(line);
    if (heading !== null) sections.set(heading[1]!, (section = []));
    else if (line !== "") section?.push(line);
  }
  return sections;
}
