import { TunelabError } from "../../core/index.js";
import { TextMarks } from "./text-marks.js";
import { TOOL_CALL_START } from "./tool-calls.js";

/** One message after its content parts were joined to text, as a chat template sees it. */
export interface TemplateMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  readonly name?: string;
  readonly tool_calls?: readonly unknown[];
  readonly tool_call_id?: string;
}

/** Options of {@link ChatTemplate.render}. */
export interface RenderOptions {
  /** Ends the text where the model is to answer. @default true */
  readonly addGenerationPrompt?: boolean;
  /** Tool definitions, for templates that have a place for them. */
  readonly tools?: readonly unknown[];
}

/**
 * The Jinja template that a model carries in its GGUF file, applied to the messages sent and nothing more.
 *
 * Inference and training both go through here, so that a tuned model sees at inference what it saw in training.
 */
export class ChatTemplate {
  readonly #template: { render(items: Record<string, unknown>): string };
  readonly #specialTokens: { readonly bos: string; readonly eos: string };
  readonly #marks: TextMarks;
  /** Whether the template has a place for tool definitions and asks for calls between `<tool_call>` marks. */
  readonly supportsTools: boolean;

  private constructor(
    template: { render(items: Record<string, unknown>): string },
    specialTokens: { readonly bos: string; readonly eos: string },
    marks: TextMarks,
    supportsTools: boolean,
  ) {
    this.#template = template;
    this.#specialTokens = specialTokens;
    this.#marks = marks;
    this.supportsTools = supportsTools;
  }

  /**
   * Parses a template. `marks` are the vocabulary's, to be told from the same characters in a message. Throws `no_chat_template` when the model has none or it cannot be parsed.
   *
   * @example
   * const template = await ChatTemplate.parse(source, { bos: "<s>", eos: "</s>" });
   */
  static async parse(
    source: string | undefined,
    specialTokens: { readonly bos: string; readonly eos: string },
    marks = new TextMarks([]),
  ): Promise<ChatTemplate> {
    if (source === undefined || source.trim() === "") {
      throw new TunelabError("The model's GGUF file has no chat template.", {
        code: "no_chat_template",
        hint: "Use an instruction-tuned model, or send the prompt to /completions, which needs no template.",
      });
    }
    const { Template } = await import("@huggingface/jinja");
    try {
      return new ChatTemplate(
        new Template(source),
        specialTokens,
        marks,
        /\btools\b/.test(source) && source.includes(TOOL_CALL_START),
      );
    } catch (cause) {
      throw new TunelabError(`The model's chat template cannot be parsed: ${(cause as Error).message}`, {
        code: "no_chat_template",
        hint: "Use another model, or send the prompt to /completions, which needs no template.",
        cause,
      });
    }
  }

  /**
   * Renders messages to the model's prompt text, for `LocalModel.tokenize`: marks in a message are guarded in it.
   *
   * Throws `invalid_messages` when the template refuses them (some models want strictly alternating roles).
   *
   * @example
   * template.render([{ role: "user", content: "Hi" }]); // "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
   */
  render(messages: readonly TemplateMessage[], options: RenderOptions = {}): string {
    const { addGenerationPrompt = true, tools } = options;
    try {
      return this.#template.render({
        messages: messages.map(({ role, ...content }) => ({ role, ...this.#marks.guardAll(content) })),
        add_generation_prompt: addGenerationPrompt,
        bos_token: this.#specialTokens.bos,
        eos_token: this.#specialTokens.eos,
        ...(tools === undefined ? {} : { tools: this.#marks.guardAll(tools) }),
      });
    } catch (cause) {
      throw new TunelabError(`The model's chat template refuses these messages: ${(cause as Error).message}`, {
        code: "invalid_messages",
        hint: "Start with at most one system message, then let user and assistant alternate.",
        cause,
      });
    }
  }
}
