import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestService, type TestService } from "../helpers.js";

let test: TestService;
beforeAll(async () => {
  test = await startTestService();
});
afterAll(() => test.stop());

const open = async (): Promise<Socket> => {
  const { hostname, port } = new URL(test.service.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
};
const isHealthy = async (): Promise<boolean> => (await fetch(`${test.service.url}/health`)).ok;

it("1,000 connections that say nothing keep nobody waiting", { timeout: 60_000 }, async () => {
  const idle: Socket[] = [];
  try {
    while (idle.length < 1_000) idle.push(...(await Promise.all(Array.from({ length: 50 }, open))));
    expect(await isHealthy()).toBe(true);
    expect((await test.openai.models.list()).data.length).toBeGreaterThan(0);
    expect(idle.every((socket) => !socket.destroyed)).toBe(true);
  } finally {
    for (const socket of idle) socket.destroy();
  }
  expect(await isHealthy()).toBe(true);
});

it(
  "headers that come byte by byte end with 408 after 15 s, and others are answered meanwhile",
  { timeout: 120_000 },
  async () => {
    const slow = await Promise.all(Array.from({ length: 100 }, open));
    const began = performance.now();
    const ended = slow.map(async (socket) => {
      let answer = "";
      socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
      await once(socket, "close");
      return { status: answer.split("\r\n")[0], seconds: (performance.now() - began) / 1000 };
    });
    const head = `GET /health HTTP/1.1\r\nHost: ${new URL(test.service.url).host}\r\nX-Slow: ${"a".repeat(10_000)}`;
    let at = 0;
    const dripping = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write(head[at]!);
      at++;
    }, 100);
    try {
      expect(await isHealthy()).toBe(true);
      const all = await Promise.all(ended);
      expect(all.map(({ status }) => status)).toEqual(new Array(100).fill("HTTP/1.1 408 Request Timeout"));
      expect(Math.min(...all.map(({ seconds }) => seconds))).toBeGreaterThan(14);
      expect(await isHealthy()).toBe(true);
    } finally {
      clearInterval(dripping);
      for (const socket of slow) socket.destroy();
    }
  },
);

it("a client that sends half of a request and leaves costs nothing", async () => {
  const sockets = await Promise.all(Array.from({ length: 100 }, open));
  for (const socket of sockets) {
    socket.write("POST /openai/v1/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nhalf");
    socket.destroy();
  }
  expect(await isHealthy()).toBe(true);
});
