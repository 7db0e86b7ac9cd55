import { TunelabError } from "../../../core/index.js";
import { isBounded } from "./template-bounds.js";
import { TextMarks } from "./text-marks.js";
import { TOOL_CALL_START } from "./tool-calls.js";
import { TimeIsOver, withinTime } from "./within-time.js";

/** Longest source of a template, in characters; those of models in use have up to 20,000. */
const MOST_SOURCE = 1_000_000;

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

/** Options of {@link ChatTemplate.parse}. */
export interface TemplateOptions {
  /** Milliseconds that one rendering may take where the template could go on for ever. @default any time */
  readonly limitMs?: number | undefined;
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
  /** Milliseconds that one rendering may take; `undefined` where its input bounds it. */
  readonly #limitMs: number | undefined;

  private constructor(
    template: { render(items: Record<string, unknown>): string },
    specialTokens: { readonly bos: string; readonly eos: string },
    marks: TextMarks,
    supportsTools: boolean,
    limitMs: number | undefined,
  ) {
    this.#template = template;
    this.#specialTokens = specialTokens;
    this.#marks = marks;
    this.supportsTools = supportsTools;
    this.#limitMs = limitMs;
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
    { limitMs }: TemplateOptions = {},
  ): Promise<ChatTemplate> {
    if (source === undefined || source.trim() === "") {
      throw new TunelabError("The model's GGUF file has no chat template.", {
        code: "no_chat_template",
        hint: "Use an instruction-tuned model, or send the prompt to /completions, which needs no template.",
      });
    }
    if (source.length > MOST_SOURCE) {
      throw new TunelabError(`The model's chat template has ${source.length} characters.`, {
        code: "no_chat_template",
        hint: `At most ${MOST_SOURCE} are read. Use another model, or send the prompt to /completions.`,
      });
    }
    const { Template } = await import("@huggingface/jinja");
    try {
      return new ChatTemplate(
        new Template(source),
        specialTokens,
        marks,
        /\btools\b/.test(source) && source.includes(TOOL_CALL_START),
        isBounded(source) ? undefined : limitMs,
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
   * Throws `invalid_messages` when the template refuses them (some models want strictly alternating roles), and
   * `template_too_slow` after its time.
   *
   * @example
   * template.render([{ role: "user", content: "Hi" }]); // "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
   */
  render(messages: readonly TemplateMessage[], options: RenderOptions = {}): string {
    const { addGenerationPrompt = true, tools } = options;
    const render = (): string =>
      this.#template.render({
        messages: messages.map(({ role, content, ...others }) => ({
          role,
          content: this.#marks.guard(content, role === "assistant"),
          ...this.#marks.guardAll(others),
        })),
        add_generation_prompt: addGenerationPrompt,
        bos_token: this.#specialTokens.bos,
        eos_token: this.#specialTokens.eos,
        ...(tools === undefined ? {} : { tools: this.#marks.guardAll(tools) }),
      });
    try {
      return this.#limitMs === undefined ? render() : withinTime(this.#limitMs, render);
    } catch (cause) {
      if (cause instanceof TimeIsOver) throw templateTooSlow();
      throw new TunelabError(`The model's chat template refuses these messages: ${(cause as Error).message}`, {
        code: "invalid_messages",
        hint: "Start with at most one system message, then let user and assistant alternate.",
        cause,
      });
    }
  }
}

/** The error for a template that goes on for too long. */
export function templateTooSlow(): TunelabError {
  return new TunelabError("The model's chat template does not come to an end with these messages.", {
    code: "template_too_slow",
    hint: "Send shorter messages, use another model, or send the prompt to /completions, which needs no template.",
  });
}
