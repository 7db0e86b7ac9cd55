import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { COMM_HOST, type CommEvent, type CommHost } from "../../../src/core/index.js";
import { chatPlayground, type ChatPlayground, type ChatPlaygroundOptions } from "../../../src/finetune/index.js";
import { readExamples } from "../../../src/finetune/playground/chat-panel.js";
import { FakeSink } from "../../client/fake-sink.js";
import { FakeProvider, type SeenRequest } from "../fake-provider.js";

let provider: FakeProvider;
let sink: FakeSink;
beforeEach(async () => {
  provider = await FakeProvider.start();
  sink = new FakeSink();
  provider.answer = ({ path, body }) => {
    const model = decodeURIComponent(/deployments\/([^/]+)/.exec(path)![1]!);
    const messages = body["messages"] as { content: string }[];
    return stream([`${model} says `, `<${messages.length}>`]);
  };
});
afterEach(() => provider.stop());

/** A stream as Azure sends it: a first chunk without choices, deltas, the finish, usage without choices. */
function stream(pieces: readonly string[]): { events: unknown[] } {
  const chunk = (choices: unknown[], more: object = {}): unknown => ({ id: "c", model: "smollm2", choices, ...more });
  return {
    events: [
      { id: "", object: "", created: 0, model: "", choices: [], prompt_filter_results: [] },
      chunk([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]),
      ...pieces.map((content) => chunk([{ index: 0, delta: { content }, finish_reason: null }])),
      chunk([{ index: 0, delta: {}, finish_reason: "stop" }]),
      chunk([], { usage: { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 } }),
    ],
  };
}

const open = (options: Partial<ChatPlaygroundOptions> = {}): ChatPlayground =>
  chatPlayground({ client: provider.client(), models: "tuned", sink, ...options });
const sent = (request: SeenRequest): unknown =>
  (request.body["messages"] as { role: string; content: string }[]).map(({ role, content }) => `${role}: ${content}`);

describe("chatPlayground", () => {
  it("streams an answer and says who gave it, and keeps the conversation", async () => {
    const chat = open({ systemMessage: "Be brief." });
    const turn = await chat.send("One?");
    expect(turn.answers).toEqual([
      {
        page: `${new URL(provider.url).origin}/#/chat?m=tuned`,
        model: "tuned",
        answeredBy: "smollm2",
        text: "tuned says <2>",
        finishReason: "stop",
        promptTokens: 12,
        completionTokens: 5,
      },
    ]);
    await chat.send("Two?");
    expect(sent(provider.requests[1]!)).toEqual([
      "system: Be brief.",
      "user: One?",
      "assistant: tuned says <2>",
      "user: Two?",
    ]);
    expect(chat.history.columns.map(({ values }) => values)).toEqual([
      [1, 2],
      ["One?", "Two?"],
      ["tuned says <2>", "tuned says <4>"],
    ]);
  });

  it("puts examples between system message and conversation, and sends parameters", async () => {
    const chat = open({
      systemMessage: "S",
      examples: [{ user: "q", assistant: "a" }],
      parameters: { temperature: 0.2, maxTokens: 9, topP: 0.5, stop: ["x"] },
    });
    await chat.send("Hello");
    expect(sent(provider.requests[0]!)).toEqual(["system: S", "user: q", "assistant: a", "user: Hello"]);
    expect(provider.requests[0]!.body).toMatchObject({
      temperature: 0.2,
      top_p: 0.5,
      max_tokens: 9,
      stop: ["x"],
      stream: true,
    });
  });

  it("begins a new session when the system message or an example changes, and says so", async () => {
    const chat = open({ systemMessage: "S" });
    await chat.send("One?");
    chat.systemMessage = "T";
    expect(sink.text).toContain("The system message has changed: a new session begins");
    await chat.send("Two?");
    expect(sent(provider.requests[1]!)).toEqual(["system: T", "user: Two?"]);
    chat.addExample("q", "a");
    expect(sink.text).toContain("The examples have changed");
    await chat.send("Three?");
    expect(sent(provider.requests[2]!)).toEqual(["system: T", "user: q", "assistant: a", "user: Three?"]);
  });

  it("keeps the session when nothing changes or only parameters do", async () => {
    const chat = open({ systemMessage: "S" });
    await chat.send("One?");
    chat.systemMessage = "S";
    chat.parameters = { temperature: 1 };
    await chat.send("Two?");
    expect(sent(provider.requests[1]!)).toHaveLength(4);
  });

  it("lets base and tuned answer side by side, each with its own history", async () => {
    const chat = open({ models: ["base", "tuned"] });
    const turn = await chat.send("One?");
    expect(turn.answers.map(({ text }) => text)).toEqual(["base says <1>", "tuned says <1>"]);
    await chat.send("Two?");
    expect(sent(provider.requests[3]!)).toEqual(["user: One?", "assistant: tuned says <1>", "user: Two?"]);
  });

  it("shows a turn in one display with the model's text escaped", async () => {
    await open().send("<b>bold?</b>");
    expect(new Set(sink.shown.map(({ options }) => options.displayId)).size).toBe(1);
    const { data } = sink.shown.at(-1)!.bundle;
    expect(data["text/html"]).toContain("&lt;b&gt;bold?&lt;/b&gt;");
    expect(data["text/html"]).toContain("tuned says &lt;1&gt;");
    expect(data["text/plain"]).toBe("> <b>bold?</b>\ntuned (smollm2, 5 tokens): tuned says <1>");
  });

  it("forgets a turn that failed, and explains why", async () => {
    const chat = open();
    const works = provider.answer;
    provider.answer = () => ({
      status: 404,
      json: { error: { code: "DeploymentNotFound", message: "does not exist" } },
    });
    await expect(chat.send("One?")).rejects.toMatchObject({ code: "deployment_not_found" });
    provider.answer = works;
    await chat.send("Two?");
    expect(sent(provider.requests.at(-1)!)).toEqual(["user: Two?"]);
  });

  it("stops an answer when the cell is interrupted", async () => {
    provider.answer = () => ({ ...stream(["endless "]), hang: true });
    const chat = open();
    setTimeout(() => sink.interruption.abort(new Error("interrupted")), 80);
    await expect(chat.send("One?")).rejects.toThrow("interrupted");
    expect(chat.messages()).toEqual([]);
  });

  it("does not keep an answer that broke off", async () => {
    provider.answer = () => ({ events: stream(["half"]).events.slice(0, 3) });
    const chat = open();
    await expect(chat.send("One?")).rejects.toMatchObject({ code: "answer_cut_off" });
    expect(chat.messages()).toEqual([]);
  });

  it("refuses an empty message and an empty list of models", async () => {
    await expect(open().send("  ")).rejects.toMatchObject({ code: "invalid_option" });
    expect(() => open({ models: [] })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

describe("the panel", () => {
  const open = (): ChatPlayground =>
    chatPlayground({
      client: provider.client(),
      models: "gpt-4o",
      systemMessage: "Be brief.",
      examples: [{ user: "1+1?", assistant: "2" }],
      parameters: { temperature: 0.3 },
    });

  /** Stands in for the page: fields by their label, and what is pressed. */
  class Page implements CommHost {
    readonly #ends = new Map<string, { state: Record<string, unknown>; tell: (event: CommEvent) => unknown }>();
    registerTarget = (): void => undefined;
    open: CommHost["open"] = (target, { id = "", data = {} } = {}) => {
      const end = { state: { ...(data as { state: object }).state }, tell: (): unknown => undefined };
      this.#ends.set(id, end);
      return {
        id,
        target,
        send: (sent) => void Object.assign(end.state, (sent as { state?: object }).state),
        close: () => undefined,
        onMessage: (handler) => void (end.tell = handler as typeof end.tell),
        onClose: () => undefined,
      };
    };
    value = (label: string): unknown => this.#find(label).state["value"];
    write(label: string, value: unknown): void {
      this.#find(label).tell({ data: { method: "update", state: { value } }, metadata: {}, buffers: [] });
    }
    press(label: string): void {
      this.#find(label).tell({ data: { method: "custom", content: { event: "click" } }, metadata: {}, buffers: [] });
    }
    isOff = (label: string): boolean => this.#find(label).state["disabled"] === true;
    #find(label: string) {
      return [...this.#ends.values()].find(({ state }) => state["description"] === label)!;
    }
  }

  describe("in a page", () => {
    let page: Page;
    beforeEach(() => {
      page = new Page();
      Object.defineProperty(globalThis, COMM_HOST, { value: page, configurable: true });
    });
    afterEach(() => void Reflect.deleteProperty(globalThis, COMM_HOST));
    const answered = (chat: ChatPlayground, messages: number) =>
      vi.waitFor(() => expect(chat.messages()).toHaveLength(messages), 5000);
    const send = (text: string): void => {
      page.write("Message", text);
      page.press("Send");
    };

    it("takes over what was changed there, and follows what a cell has set", async () => {
      const chat = open();
      chat.panel();
      chat.systemMessage = "Be long.";
      chat.addExample("a\nb", "c => d");
      chat.parameters = { maxTokens: 9 };
      send("one");
      await answered(chat, 7);
      expect(chat.messages().map(({ content }) => content)).toEqual([
        ...["Be long.", "1+1?", "2", "a\nb", "c => d"],
        ...["one", "gpt-4o says <6>"],
      ]);
      expect(chat.parameters).toEqual({ maxTokens: 9 });
      await vi.waitFor(() => expect(page.value("System")).toBe("Be long."));

      page.write("System", "Be kind.");
      page.write("Temperature", 0.5);
      send("two");
      await vi.waitFor(() => expect(chat.messages().at(-2)!.content).toBe("two"), 5000);
      expect(chat.systemMessage).toBe("Be kind.");
      expect(chat.examples).toHaveLength(2);
      expect(chat.parameters).toEqual({ maxTokens: 9, temperature: 0.5 });
    });

    it("keeps what is written while an answer comes, and the message of one that failed", async () => {
      const chat = open();
      chat.panel();
      send("one");
      await vi.waitFor(() => expect(page.value("Message")).toBe(""));
      page.write("Message", "next");
      await answered(chat, 5);
      expect(page.value("Message")).toBe("next");
      page.write("Examples", "no arrow");
      page.press("Send");
      await vi.waitFor(() => expect(page.value("Message")).toBe("next"));
    });

    it("forgets an answer that comes after a new session has begun", async () => {
      const chat = open();
      chat.panel();
      send("one");
      page.press("New session");
      await new Promise((wake) => setTimeout(wake, 300));
      expect(chat.messages().slice(3)).toEqual([]);
    });
  });

  it("shows its fields as text where no page shows widgets", () => {
    expect(String(open().panel()).split("\n")).toEqual([
      "System: Be brief.",
      "Examples: 1+1? => 2",
      "Temperature: 0.3",
      "Message: ",
      "[Send]",
      "[Stop]",
      "[New session]",
      "",
    ]);
  });

  it.each([
    ["", []],
    [
      "a => b\r\n\n c=>d => e ",
      [
        { user: "a", assistant: "b" },
        { user: "c", assistant: "d => e" },
      ],
    ],
  ])("reads %j", (text, examples) => {
    expect(readExamples(text)).toEqual(examples);
  });

  it.each(["a", "a =>", "=> b", "x => y\nb"])("refuses %j with its line", (text) => {
    expect(() => readExamples(text)).toThrow(
      `Line ${text.split("\n").length} of the examples is no question with its answer.`,
    );
  });
});
