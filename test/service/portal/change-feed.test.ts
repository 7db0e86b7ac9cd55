import { describe, expect, it } from "vitest";
import { ChangeFeed } from "../../../src/service/portal/live/change-feed.js";
import { formatPlace, parsePlace, parseTopics } from "../../../src/service/portal/live/event-topics.js";

describe("the feed of changes", () => {
  it("names what changed after a number, each thing once and by its last change", () => {
    const feed = new ChangeFeed();
    feed.note("job", "a");
    feed.note("file", "f");
    feed.note("job", "a");
    feed.note("switches");
    expect(feed.since(0)).toEqual({
      changes: [
        { kind: "file", id: "f" },
        { kind: "job", id: "a" },
        { kind: "switches", id: "" },
      ],
      sequence: 4,
    });
    expect(feed.since(3)).toEqual({ changes: [{ kind: "switches", id: "" }], sequence: 4 });
    expect(feed.since(4)).toEqual({ changes: [], sequence: 4 });
  });

  it("does not pretend to know what it has forgotten, nor what has not happened", () => {
    const feed = new ChangeFeed({ most: 2 });
    for (const id of ["a", "b", "c"]) feed.note("job", id);
    expect(feed.since(0)).toBeUndefined();
    expect(feed.since(1)?.changes.map(({ id }) => id)).toEqual(["b", "c"]);
    expect(feed.since(4)).toBeUndefined();
  });

  it("holds one entry of a thing that changes for ever", () => {
    const feed = new ChangeFeed({ most: 2 });
    for (let step = 0; step < 1000; step++) feed.note("job", "a");
    expect(feed.since(0)).toEqual({ changes: [{ kind: "job", id: "a" }], sequence: 1000 });
  });

  it("tells listeners until they have enough", () => {
    const feed = new ChangeFeed();
    let told = 0;
    const end = feed.onChange(() => (told += 1));
    feed.note("job", "a");
    end();
    feed.note("job", "a");
    expect(told).toBe(1);
  });

  it("has another name after each start", () => {
    expect(new ChangeFeed().startId).not.toBe(new ChangeFeed().startId);
  });
});

describe("topics of a stream", () => {
  it("are lists and jobs from a place on", () => {
    const { kinds, histories } = parseTopics("jobs,files,job:ftjob-1@40,job:ftjob-2@0");
    expect([...kinds]).toEqual(["job", "file"]);
    expect([...histories]).toEqual([
      ["ftjob-1", 40],
      ["ftjob-2", 0],
    ]);
  });

  it.each(["", "job", "toString", "job:a", "job:../x@0", "job:a@-1", "jobs;files", undefined])("refuses %s", (text) => {
    expect(() => parseTopics(text)).toThrow(/topic/);
  });

  it("follows at most 20 jobs", () => {
    const jobs = (count: number): string => Array.from({ length: count }, (_, at) => `job:j${at}@0`).join(",");
    expect(parseTopics(jobs(20)).histories.size).toBe(20);
    expect(() => parseTopics(jobs(21))).toThrow(/At most 20/);
  });
});

describe("the place of a stream", () => {
  it("says what was told, and of what", () => {
    const place = { startId: "0a1b2c3d4e5f", sequence: 41, kinds: new Set(["job", "file"] as const) };
    expect(formatPlace(place)).toBe("0a1b2c3d4e5f.41.jf");
    expect(parsePlace("0a1b2c3d4e5f.41.jf")).toEqual(place);
    expect(parsePlace("0a1b2c3d4e5f.0.")).toEqual({ ...place, sequence: 0, kinds: new Set() });
  });

  it.each([undefined, "", "41", "0a1b2c3d4e5f.-1.j", "x.1.j", ["a", "b"]])("is not read from %s", (id) => {
    expect(parsePlace(id)).toBeUndefined();
  });
});
