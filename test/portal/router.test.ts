import { describe, expect, it } from "vitest";
import { parseHash, toHash } from "../../src/portal/router.js";

describe("addresses of the portal's pages", () => {
  it.each([
    ["", []],
    ["#", []],
    ["#/", []],
    ["#/jobs", ["jobs"]],
    ["#/jobs/ftjob-1/metrics", ["jobs", "ftjob-1", "metrics"]],
    ["#/files/a%2Fb%20c", ["files", "a/b c"]],
    ["#/files/%E0%A4", ["files", "%E0%A4"]],
  ])("reads the path of %j", (hash, path) => {
    expect(parseHash(hash).path).toEqual(path);
  });

  it("reads a query with its repeated names, and question marks in values", () => {
    const { query } = parseHash("#/chat?m=gpt-4o&m=gpt-4o-ft&q=why%3F?");
    expect(query.getAll("m")).toEqual(["gpt-4o", "gpt-4o-ft"]);
    expect(query.get("q")).toBe("why??");
  });

  it("writes names of any characters so that they are read back", () => {
    const hash = toHash(["jobs", "a/b ?#%é"], { q: "x&y=1" });
    expect(hash).toBe("#/jobs/a%2Fb%20%3F%23%25%C3%A9?q=x%26y%3D1");
    expect(parseHash(hash).path).toEqual(["jobs", "a/b ?#%é"]);
    expect(parseHash(hash).query.get("q")).toBe("x&y=1");
  });
});
