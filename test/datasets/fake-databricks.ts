import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The token that the fake workspace lets in. */
export const TOKEN = "dapi00112233445566778899aabbccddeeff";

/**
 * A workspace on loopback, written from the public documentation of the SQL Statement Execution API 2.0 and the Files API
 * 2.0: one warehouse, volumes in memory, and one table of every type that takes two chunks.
 */
export class FakeDatabricks {
  readonly files = new Map<string, Buffer>();
  readonly volumes = new Set<string>();
  readonly calls: string[] = [];
  /** How often a statement is still running when it is looked at. */
  slowness = 0;
  private readonly running = new Map<string, { looks: number; sql: string }>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const url = new URL(request.url!, "http://fake");
        const path = decodeURIComponent(url.pathname);
        this.calls.push(`${request.method} ${path}`);
        const [status, body] =
          request.headers.authorization === `Bearer ${TOKEN}`
            ? this.answer(request.method!, path, url.searchParams, Buffer.concat(chunks))
            : [403, { error_code: "PERMISSION_DENIED", message: "Invalid access token." }];
        response.writeHead(status, {
          "content-type": Buffer.isBuffer(body) ? "application/octet-stream" : "application/json",
        });
        response.end(body === undefined ? undefined : Buffer.isBuffer(body) ? body : JSON.stringify(body));
      });
    });
  }

  static async start(): Promise<FakeDatabricks> {
    const fake = new FakeDatabricks();
    await new Promise<void>((resolve) => fake.server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(method: string, path: string, query: URLSearchParams, body: Buffer): [number, unknown?] {
    if (path.startsWith("/api/2.0/fs/files/")) return this.answerFile(method, path.slice(17), query, body);
    if (path.startsWith("/api/2.0/fs/directories/")) return this.answerFolder(path.slice(23), query);
    if (path === "/api/2.0/sql/statements" && method === "POST") {
      const { statement, warehouse_id } = JSON.parse(body.toString()) as { statement: string; warehouse_id: string };
      if (warehouse_id !== "abc123") return [404, { error_code: "NOT_FOUND", message: `no warehouse ${warehouse_id}` }];
      const id = `01f0-${this.running.size}`;
      this.running.set(id, { looks: this.slowness, sql: statement });
      return [200, this.look(id)];
    }
    const [, id, rest] = /^\/api\/2\.0\/sql\/statements\/([^/]+)(.*)$/.exec(path) ?? [];
    if (id === undefined || !this.running.has(id)) return [404, { error_code: "NOT_FOUND", message: "not found" }];
    if (rest === "/cancel") return [200, {}];
    if (rest === "/result/chunks/1") return [200, { chunk_index: 1, data_array: [SECOND_ROW] }];
    return [200, this.look(id)];
  }

  private look(id: string): unknown {
    const statement = this.running.get(id)!;
    if (statement.looks > 0) {
      statement.looks -= 1;
      return { statement_id: id, status: { state: "RUNNING" } };
    }
    return { statement_id: id, ...this.run(id, statement.sql) };
  }

  private run(id: string, sql: string): object {
    const created = /^CREATE VOLUME (\S+)$/i.exec(sql)?.[1];
    if (created !== undefined) {
      if (this.volumes.has(created)) {
        return failed(`[VOLUME_ALREADY_EXISTS] Cannot create volume ${created} because it already exists.`);
      }
      this.volumes.add(created);
      return { status: { state: "SUCCEEDED" }, manifest: { schema: { column_count: 0, columns: [] } }, result: {} };
    }
    if (/FROM types/i.test(sql)) {
      return {
        status: { state: "SUCCEEDED" },
        manifest: { schema: { columns: COLUMNS } },
        result: { data_array: [FIRST_ROW], next_chunk_internal_link: `/api/2.0/sql/statements/${id}/result/chunks/1` },
      };
    }
    return failed("[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEKT'.");
  }

  private answerFile(method: string, path: string, query: URLSearchParams, body: Buffer): [number, unknown?] {
    if (method === "PUT") {
      if (this.files.has(path) && query.get("overwrite") !== "true") {
        return [409, { error_code: "ALREADY_EXISTS", message: "The file being created already exists." }];
      }
      this.files.set(path, body);
      return [204];
    }
    const file = this.files.get(path);
    return file === undefined
      ? [404, { error_code: "NOT_FOUND", message: "The file being accessed is not found." }]
      : [200, file];
  }

  private answerFolder(path: string, query: URLSearchParams): [number, unknown] {
    const found = [...this.files.keys()].filter((file) => file.startsWith(`${path}/`)).sort();
    const place = Number(query.get("page_token") ?? 0);
    const contents = found
      .slice(place, place + 1)
      .map((file) => ({ path: file, is_directory: false, file_size: this.files.get(file)!.length }));
    return [200, { contents, ...(place + 1 < found.length ? { next_page_token: String(place + 1) } : {}) }];
  }
}

const failed = (message: string): object => ({
  status: { state: "FAILED", error: { error_code: "BAD_REQUEST", message } },
});

const COLUMNS = [
  { name: "id", type_name: "INT" },
  { name: "big", type_name: "LONG" },
  { name: "score", type_name: "DOUBLE" },
  { name: "ok", type_name: "BOOLEAN" },
  { name: "day", type_name: "DATE" },
  { name: "messages", type_name: "ARRAY" },
];
const FIRST_ROW = ["1", "42", "0.5", "true", "2026-11-21", '[{"role":"user","content":"Hi"}]'];
const SECOND_ROW = ["2", "9007199254740993", null, "false", null, null];
