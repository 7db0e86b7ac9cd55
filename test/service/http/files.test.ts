import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestService, type TestService } from "../helpers.js";

let test: TestService;
beforeAll(async () => {
  test = await startTestService();
});
afterAll(() => test.stop());

const line = '{"messages":[{"role":"user","content":"é🦓"},{"role":"assistant","content":"b"}]}';
const azureUpload = (body: FormData) => test.request("/openai/files?api-version=2024-10-21", { method: "POST", body });
const form = (content: string | Blob, purpose: string | null = "fine-tune", name = "data.jsonl"): FormData => {
  const data = new FormData();
  // The purpose after the file, as some clients send it.
  data.append("file", typeof content === "string" ? new Blob([content], { type: "application/json" }) : content, name);
  if (purpose !== null) data.append("purpose", purpose);
  return data;
};

describe("files", () => {
  it("come back byte for byte, with their SHA-256", async () => {
    const content = `\uFEFF${line}\r\n${line}`;
    const file = await test.openai.files.create({
      file: await toFile(Buffer.from(content), "a.jsonl"),
      purpose: "fine-tune",
    });
    expect(file).toMatchObject({
      object: "file",
      bytes: Buffer.byteLength(content),
      filename: "a.jsonl",
      purpose: "fine-tune",
      status: "processed",
    });
    expect((file as unknown as { sha256: string }).sha256).toBe(createHash("sha256").update(content).digest("hex"));
    expect(Buffer.from(await (await test.openai.files.content(file.id)).arrayBuffer()).toString("utf8")).toBe(content);
    expect(await test.openai.files.delete(file.id)).toEqual({ id: file.id, object: "file", deleted: true });
    await expect(test.openai.files.retrieve(file.id)).rejects.toMatchObject({ status: 404 });
  });

  it("are pending on Azure when they are created, with 201 and their location", async () => {
    const response = await azureUpload(form(line));
    expect(response.status).toBe(201);
    const body = (await response.json()) as { id: string; status: string };
    expect(body.status).toBe("pending");
    expect(response.headers.get("location")).toBe(`${test.service.url}/openai/files/${body.id}`);
    expect((await test.azure.files.retrieve(body.id)).status).toBe("processed");
  });

  it("are listed newest first, a page at a time, by purpose", async () => {
    for await (const { id } of test.openai.files.list({ purpose: "evals" })) await test.openai.files.delete(id);
    const ids: string[] = [];
    for (const name of ["1", "2", "3"]) {
      ids.unshift(
        (await test.openai.files.create({ file: await toFile(Buffer.from(name), name), purpose: "evals" })).id,
      );
    }
    const first = await test.openai.files.list({ purpose: "evals", limit: 2 });
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.has_more).toBe(true);
    const second = await first.getNextPage();
    expect(second.data.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(second.has_more).toBe(false);
  });

  it("are not listed by a broken page, in the form of each API", async () => {
    const azure = await test.request("/openai/files?api-version=2024-10-21&limit=none");
    expect([azure.status, await azure.json()]).toEqual([
      400,
      { error: { code: "invalidPayload", message: "Invalid value for 'limit' in the query.", target: "limit" } },
    ]);
    const unknown = await test.request("/openai/files?api-version=2024-10-21&after=file-none");
    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      { error: { code: "notFound", message: "No such object: file-none", target: "after" } },
    ]);
    const openai = await test.request("/openai/v1/files?limit=none");
    expect([openai.status, await openai.json()]).toEqual([
      400,
      {
        error: {
          message: "Invalid value for 'limit' in the query.",
          type: "invalid_request_error",
          param: "limit",
          code: "invalid_value",
        },
      },
    ]);
  });

  it("for training that are not JSONL end in the state error on Azure, and are refused by OpenAI", async () => {
    const { id } = (await (await azureUpload(form(`${line}\n[1]`))).json()) as { id: string };
    const azure = (await test.azure.files.retrieve(id)) as unknown as { status: string; status_details: string };
    expect(azure.status).toBe("error");
    expect(azure.status_details).toContain("Line 2 is not a dictionary");
    await expect(
      test.openai.files.create({ file: await toFile(Buffer.from("hello"), "a.jsonl"), purpose: "fine-tune" }),
    ).rejects.toMatchObject({ status: 400, message: expect.stringContaining("Line 1 is not valid JSON") as string });
  });

  it.each<[string, FormData, string]>([
    ["a wrong purpose", form(line, "training"), "'training' is not one of"],
    ["no purpose", form(line, null), "'purpose' is a required property"],
    ["an empty file", form(""), "The file is empty."],
    [
      "no file",
      (() => {
        const data = new FormData();
        data.append("purpose", "fine-tune");
        return data;
      })(),
      "'file' is a required property",
    ],
  ])("are refused with %s", async (_name, body, message) => {
    const response = await azureUpload(body);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe("invalidPayload");
    expect(error.message).toContain(message);
  });

  it("are refused without a content type", async () => {
    const boundary = "xyz";
    const response = await test.request("/openai/files?api-version=2024-10-21", {
      method: "POST",
      headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
      body: `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\nContent-Type: nonsense\r\n\r\n${line}\r\n--${boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n--${boundary}--\r\n`,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("The file has no or an empty content type specified.");
  });

  it("lose folders and control characters from their names", async () => {
    const file = await test.openai.files.create({
      file: await toFile(Buffer.from("x"), "../../etc/pass\u0007wd"),
      purpose: "evals",
    });
    expect(file.filename).toBe("passwd");
  });

  it("are imported from an address, as Azure does", async () => {
    const server = createServer((_, response) => response.end(line));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const response = await test.request("/openai/files/import?api-version=2024-10-21", {
      method: "POST",
      json: { purpose: "fine-tune", filename: "b.jsonl", content_url: `http://127.0.0.1:${port}/b.jsonl` },
    });
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as { id: string };
    await expect.poll(async () => (await test.azure.files.retrieve(id)).status).toBe("processed");
    expect(await (await test.azure.files.content(id)).text()).toBe(line);
    server.close();
  });

  it("arrive in parts through the uploads API, in the order of completion", async () => {
    const upload = await test.openai.uploads.create({
      filename: "big.jsonl",
      purpose: "fine-tune",
      bytes: line.length * 2 + 3,
      mime_type: "application/jsonl",
    });
    const send = async (text: string) =>
      test.openai.uploads.parts.create(upload.id, { data: await toFile(Buffer.from(text), "part") });
    const bytes = Buffer.byteLength(line);
    const again = await test.openai.uploads.create({
      filename: "big.jsonl",
      purpose: "fine-tune",
      bytes: bytes * 2 + 1,
      mime_type: "application/jsonl",
    });
    const second = await test.openai.uploads.parts.create(again.id, { data: await toFile(Buffer.from(line), "part") });
    const first = await test.openai.uploads.parts.create(again.id, {
      data: await toFile(Buffer.from(`${line}\n`), "part"),
    });
    const md5 = createHash("md5").update(`${line}\n${line}`).digest("hex");
    const part_ids = [first.id, second.id];
    await expect(test.openai.uploads.complete(again.id, { part_ids, md5: "0".repeat(32) })).rejects.toMatchObject({
      status: 400,
      param: "md5",
      message: expect.stringContaining(`The parts have the MD5 ${md5}, but ${"0".repeat(32)} was given.`) as string,
    });
    const completed = await test.openai.uploads.complete(again.id, { part_ids, md5 });
    expect(completed.status).toBe("completed");
    expect(await (await test.openai.files.content(completed.file!.id)).text()).toBe(`${line}\n${line}`);
    await send("x");
    expect((await test.openai.uploads.cancel(upload.id)).status).toBe("cancelled");
    await expect(send("y")).rejects.toMatchObject({ status: 400 });
  });
});
