import { createHmac } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Reply } from "zeromq";
import { KnownSecrets } from "../../../src/kernel/redaction/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { MessageFactory } from "../../../src/kernel/messages/index.js";
import {
  Channels,
  ReplayGuard,
  channelAddress,
  createSigner,
  parseConnectionInfo,
  parseFrames,
  serializeFrames,
  OutgoingQueue,
} from "../../../src/kernel/wire/index.js";

const signer = createSigner("key", "hmac-sha256");
const bytes = (text: string): Uint8Array => Buffer.from(text);

describe("signatures", () => {
  it("are the HMAC of the four parts, in hexadecimal", () => {
    const expected = createHmac("sha256", "key").update("abcd").digest("hex");
    expect(signer.sign(["a", "b", "c", "d"].map(bytes))).toBe(expected);
    expect(signer.verify(bytes(expected), ["a", "b", "c", "d"].map(bytes))).toBe(true);
    expect(signer.verify(bytes(expected), ["a", "b", "c", "x"].map(bytes))).toBe(false);
    expect(signer.verify(bytes("short"), [])).toBe(false);
  });

  it("are not used with an empty key", () => {
    const unsigned = createSigner("", "hmac-sha256");
    expect(unsigned.sign([bytes("a")])).toBe("");
    expect(unsigned.verify(bytes("anything"), [])).toBe(true);
  });
});

describe("frames", () => {
  it("come back as the message that went in, for any content and buffers", () => {
    const factory = new MessageFactory({ session: "s" });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.uint8Array()), (content, buffers) => {
        const clean = JSON.parse(JSON.stringify(content)) as Record<string, unknown>;
        const message = factory.create("t", clean, { identities: [bytes("id")], buffers });
        const parsed = parseFrames(serializeFrames(message, signer), signer);
        expect(parsed.ok && parsed.message.content).toEqual(clean);
        expect(parsed.ok && parsed.message.buffers.map((buffer) => [...buffer])).toEqual(
          buffers.map((buffer) => [...buffer]),
        );
      }),
    );
  });

  it("of garbage never throw", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.uint8Array(), fc.constant(bytes("<IDS|MSG>")))), (frames) => {
        expect(parseFrames(frames, signer).ok).toBe(false);
      }),
    );
  });

  it.each([
    [["x"], "no delimiter"],
    [["<IDS|MSG>", "s", "{}"], "too few frames"],
    [["<IDS|MSG>", "s", "{}", "{}", "{}", "{}"], "wrong signature"],
  ])("like %j are dropped: %s", (frames, reason) => {
    expect(parseFrames(frames.map(bytes), signer)).toEqual({ ok: false, reason });
  });
});

describe("a connection file", () => {
  const valid = { ip: "127.0.0.1", shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5, key: "k" };

  it("is read, with tcp and HMAC of SHA-256 where it says nothing else", () => {
    expect(parseConnectionInfo(JSON.stringify(valid))).toMatchObject({
      transport: "tcp",
      heartbeatPort: 5,
      signatureScheme: "hmac-sha256",
    });
  });

  it.each([
    ["", "it is not JSON"],
    [JSON.stringify({ ...valid, shell_port: "1" }), 'shell_port is "1"'],
    [JSON.stringify({ ...valid, transport: "udp" }), 'transport is "udp"'],
    [JSON.stringify({ ...valid, ip: undefined }), "ip is undefined"],
    [JSON.stringify({ ...valid, signature_scheme: "none" }), 'signature_scheme is "none"'],
  ])("like %j is explained", (text, why) => {
    expect(() => parseConnectionInfo(text)).toThrow(why);
  });

  it("gives addresses over tcp, also of IPv6, and over ipc", () => {
    expect(channelAddress({ transport: "tcp", ip: "::1" }, 7)).toBe("tcp://[::1]:7");
    expect(channelAddress({ transport: "ipc", ip: "/tmp/k" }, 7)).toBe("ipc:///tmp/k-7");
  });
});

describe("the replay guard", () => {
  it("accepts each key once and forgets the oldest beyond its limit", () => {
    const guard = new ReplayGuard(2);
    expect(["a", "a", "b", "c", "c", "a"].map((key) => guard.isNew(key))).toEqual([
      true,
      false,
      true,
      true,
      false,
      true,
    ]);
  });
});

describe("the outgoing queue", () => {
  it("sends one at a time, in order, and goes on after a failure", async () => {
    const sent: string[] = [];
    let busy = false;
    const queue = new OutgoingQueue({
      async send([frame]) {
        expect(busy).toBe(false);
        busy = true;
        await new Promise((done) => setTimeout(done, 1));
        busy = false;
        if (String(frame) === "2") throw new Error("closed");
        sent.push(String(frame));
      },
    });
    for (const text of ["1", "2", "3"]) queue.push([Buffer.from(text)]);
    await queue.drained();
    expect(sent).toEqual(["1", "3"]);
  });
});

describe("a heartbeat", () => {
  it("that came before the kernel closed, and is answered after that, is no failure", async () => {
    const failures: unknown[] = [];
    const note = (error: unknown): void => void failures.push(error);
    let arrive: (frames: Buffer[]) => void = () => undefined;
    const receive = vi.spyOn(Reply.prototype, "receive");
    receive.mockImplementationOnce(() => new Promise((resolve) => (arrive = resolve)));
    process.on("unhandledRejection", note);
    try {
      const ip = join(temporaryFolder("tunelab-heartbeat"), "socket");
      const ports = { shellPort: 1, iopubPort: 2, stdinPort: 3, controlPort: 4, heartbeatPort: 5 };
      const channels = new Channels(
        { transport: "ipc", ip, key: "", signatureScheme: "hmac-sha256", ...ports },
        new KnownSecrets(),
      );
      await channels.open({ onRequest: () => undefined, onStdin: () => undefined, onSubscribe: () => undefined });
      await channels.close();
      arrive([Buffer.from("ping")]);
      await new Promise((done) => setImmediate(done));
      expect(failures).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
      receive.mockRestore();
    }
  });
});
