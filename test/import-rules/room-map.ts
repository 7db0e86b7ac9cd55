import type { Room } from "./rules.js";

/**
 * Draws the rooms as a table for the README: what lives in each, what it may import, and the packages only it uses.
 *
 * @example
 * roomMap({ core: { holds: "errors", imports: [] } }, {}); // "| room | … |\n…\n| `src/core` | errors | nothing | |"
 */
export function roomMap(
  rooms: Readonly<Record<string, Room>>,
  packages: Readonly<Record<string, readonly string[]>>,
): string {
  const code = (name: string): string => `\`${name}\``;
  const rows = Object.entries(rooms).map(([name, { holds, imports }]) => {
    const used = Object.entries(packages)
      .filter(([, places]) => places.some((place) => place === name || place.startsWith(`${name}/`)))
      .map(([name]) => code(name));
    const sources = imports.filter((source) => source !== "core").map(code);
    return [code(`src/${name}`), holds, sources.join(", "), used.join(", ")];
  });
  const lines = [["room", "lives there", "imports, beside `core`", "packages"], ["-", "-", "-", "-"], ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
