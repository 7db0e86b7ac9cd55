import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY } from "../../../src/core/index.js";
import { readChatDataset } from "../../../src/datasets/index.js";
import { figure, PARTS_MIME } from "../../../src/display/index.js";
import { costMeter, fetchLabData, tokenReport } from "../../../src/finetune/index.js";

const DATA = resolve(import.meta.dirname, "../../../notebooks/data");
let folder: string;

// A report waits a while for its picture: on a busy machine the first one takes longer, while its thread starts.
beforeAll(async () => void (await figure({ data: [{ y: [1] }] }).toPicture()), 60_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-report-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("tokenReport", () => {
  it("has both distributions, the limit, epochs and cost", async () => {
    const dataset = await readChatDataset(join(DATA, "training_set.jsonl"), { model: "gpt-4o-mini" });
    const report = tokenReport(dataset, { provider: "azure", model: "gpt-4o-mini-2024-07-18", today: "2026-11-21" });
    expect(report.total).toMatchObject({ count: 12, sum: 806, min: 62, max: 73, median: 66.5 });
    expect(report.assistant.sum).toBe(report.assistantTokens.reduce((sum, count) => sum + count, 0));
    expect(report.overLimit).toEqual([]);
    // 12 examples make 8 epochs by the cookbook's rule: floor(100 / 12).
    expect(report.cost).toMatchObject({ epochs: 8, billedTokens: 8 * 806 });
    expect(report.cost.estimate!.training).toBeCloseTo((8 * 806 * 3) / 1e6, 12);
    expect(report.cost.notice).toContain("was retired on 2026-10-01");
    expect(report.table.columns.map(({ name }) => name)).toEqual(["statistic", "total tokens", "assistant tokens"]);
    expect(report.figure.data.map(({ name }) => name)).toEqual(["whole example", "assistant only"]);
    const bundle = await report[JUPYTER_DISPLAY]();
    // JupyterLab shows the parts, other front ends the HTML: neither may lack what the text says.
    for (const shown of [
      JSON.stringify(bundle[PARTS_MIME]),
      String(bundle["text/html"]),
      String(bundle["text/plain"]),
    ]) {
      expect(shown).toMatch(/62\.5[^]*71\.9/);
      expect(shown).toContain("12 examples, none longer than the limit of 65,536 tokens.");
      expect(shown).toContain("Training: 6,448 tokens (8 epochs)");
      expect(shown).toContain("was retired on 2026-10-01");
    }
    expect(bundle["text/html"]).toContain("data:image/png;base64,");
  });
});

describe("costMeter", () => {
  it("bills a training as Microsoft's tutorial was billed", () => {
    expect(
      costMeter({ tokens: Array.from({ length: 10 }, () => 480), model: "gpt-4o-mini", provider: "azure" }),
    ).toMatchObject({
      epochs: 10,
      billedTokens: 48_000,
    });
  });

  it("is free on this machine, and says what it would cost elsewhere", () => {
    const report = costMeter({ tokens: [100, 200], model: "smollm2-135m-instruct", provider: "embedded", epochs: 2 });
    expect(String(report)).toContain(
      "600 tokens (2 epochs), free on this machine; at a provider it would be less than 0.01 $",
    );
    expect(report.notice).toBeUndefined();
  });

  it("cuts examples at the model's limit", () => {
    expect(costMeter({ tokens: [100_000], model: "gpt-4.1-nano", provider: "azure", epochs: 1 }).billedTokens).toBe(
      32_768,
    );
  });

  it("says when it knows no price, and refuses epochs that cannot be", () => {
    expect(String(costMeter({ tokens: [1], model: "llama", provider: "openai" }))).toContain("no price for llama");
    expect(() => costMeter({ tokens: [1], epochs: 0, provider: "azure" })).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});

describe("fetchLabData", () => {
  const training = (): Promise<Buffer> => readFile(join(DATA, "training_set.jsonl"));
  const serve =
    (content: Buffer): typeof fetch =>
    async () =>
      new Response(new Uint8Array(content));

  it("copies the project's own files without a network, and says so", async () => {
    const failing: typeof fetch = async () => {
      throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ENOTFOUND" } });
    };
    const data = await fetchLabData({ directory: folder, fetch: failing });
    expect(data.files.map(({ source, examples }) => [source, examples])).toEqual([
      ["shipped", 12],
      ["shipped", 12],
    ]);
    expect(String(data)).toContain("could not be downloaded (ENOTFOUND)");
    expect(await readFile(data.training, "utf8")).toBe((await training()).toString("utf8"));
    expect((await fetchLabData({ directory: folder, offline: true })).reason).toBe("offline was asked for");
  });

  it("notes the checksum of a download and refuses a later one that differs", async () => {
    const first = await fetchLabData({ directory: folder, fetch: serve(await training()) });
    expect(first.reason).toBeUndefined();
    expect(first.files[0]).toMatchObject({ source: "download", examples: 12 });
    expect(first.files[0]!.sha256).toMatch(/^[0-9a-f]{64}$/);
    await fetchLabData({ directory: folder, fetch: serve(await training()) });
    const changed = Buffer.concat([await training(), Buffer.from("\n")]);
    await expect(fetchLabData({ directory: folder, fetch: serve(changed) })).rejects.toMatchObject({
      code: "checksum_mismatch",
    });
  });

  it("refuses what is no dataset and takes the shipped files after an HTTP error", async () => {
    await expect(fetchLabData({ directory: folder, fetch: serve(Buffer.from("<html>")) })).rejects.toMatchObject({
      code: "not_a_dataset",
    });
    const data = await fetchLabData({ directory: folder, fetch: async () => new Response("", { status: 500 }) });
    expect(data.reason).toContain("HTTP 500");
    await copyFile(data.validation, join(folder, "copy.jsonl"));
    expect((await readChatDataset(join(folder, "copy.jsonl"))).problems).toEqual([]);
  });
});
