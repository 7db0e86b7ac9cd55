import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPortal } from "../../scripts/build-portal.mjs";

describe("the portal's JavaScript", () => {
  let folder: string;
  const sizes = new Map<string, number>();
  const sources = new Map<string, string>();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tunelab-portal-"));
    await buildPortal(folder);
    const assets = join(folder, "portal/assets");
    for (const name of await readdir(assets)) {
      if (!name.endsWith(".js")) continue;
      const content = await readFile(join(assets, name));
      sizes.set(name, gzipSync(content, { level: 9 }).length);
      sources.set(name, content.toString("utf8"));
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The files that a file needs before it can run, itself included. */
  function needed(name: string, seen = new Set<string>()): Set<string> {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const [, other] of sources.get(name)!.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) needed(other!, seen);
    return seen;
  }

  it("is at most 60 kB compressed until the list of jobs is shown", async () => {
    const html = await readFile(join(folder, "index.html"), "utf8");
    const entry = /src="\.\/portal\/assets\/([^"]+\.js)"/.exec(html)![1]!;
    const jobs = [...sources.keys()].find((name) => /^jobs-/.test(name))!;
    const language = [...sources.keys()].filter((name) => /^(en|fr|pt-BR)-/.test(name));
    expect(language).toHaveLength(3);
    const start = new Set([...needed(entry), ...needed(jobs)]);
    const largest = Math.max(...language.map((name) => sizes.get(name)!));
    const bytes = [...start].reduce((sum, name) => sum + sizes.get(name)!, largest);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(60_000);
  });

  it("is at most 150 kB compressed in all", () => {
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(150_000);
  });
});
