import { join } from "node:path";
import type { GgufMetadata, TunableArchitecture } from "../../src/training/index.js";
import { writeTinyModel } from "../training/tiny-model.js";

/** Messages between `<|im_start|>` and `<|im_end|>`, as SmolLM2's and Qwen's templates write them; no tools. */
const CHATML = `{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

/** The parts of Qwen2.5's template that tools go through. */
export const TOOL_TEMPLATE = `{% if tools %}<|im_start|>system
# Tools
<tools>{% for tool in tools %}{{ '\\n' + (tool | tojson) }}{% endfor %}{{ '\\n</tools>' }}
For each function call, return a json object within <tool_call></tool_call> XML tags.<|im_end|>
{% endif %}{% for message in messages %}{% if message.role == 'assistant' and message.tool_calls %}<|im_start|>assistant
{{ message.content }}{% for call in message.tool_calls %}{{ '\\n<tool_call>' }}
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>{% endfor %}<|im_end|>
{% elif message.role == 'tool' %}<|im_start|>user
<tool_response>
{{ message.content }}
</tool_response><|im_end|>
{% else %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}`;

/** Options of {@link writeTinyChatModel}. */
export interface TinyChatModelOptions {
  /** @default "llama" */
  readonly architecture?: TunableArchitecture | "qwen3";
  /** Jinja source. @default ChatML without tools */
  readonly template?: string;
  readonly seed?: number;
  /** A service calls its base model by it. @default "tiny-", the architecture and "-chat.gguf" */
  readonly fileName?: string;
  /** Texts of tokens that come after the 259 others, the first with the id 259; text is never read as them. @default none */
  readonly extraTokens?: readonly string[];
  /** Tokens after those that the tokeniser finds in any text, as it does Qwen's `<tool_call>`. @default none */
  readonly userDefined?: readonly string[];
}

/**
 * Writes a random model of 260 tokens that reads every text byte by byte and has a chat template: a whole service can
 * run on it, and a job takes a second.
 */
export function writeTinyChatModel(folder: string, options: TinyChatModelOptions = {}): string {
  const { architecture = "llama", template = CHATML, seed = 1, extraTokens = [], userDefined = [] } = options;
  const { fileName = `tiny-${architecture}-chat.gguf` } = options;
  const controls = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
  const tokens = [...controls, ...byteTokens(), ...extraTokens, ...userDefined];
  const typeOf = (at: number): number => (at < controls.length ? 3 : at < tokens.length - userDefined.length ? 1 : 4);
  return writeTinyModel(join(folder, fileName), {
    architecture,
    seed,
    contextLength: 2048,
    vocabulary: { tokens, controls: controls.length, endOfTurn: 2 },
    extraMetadata: new Map<string, GgufMetadata>([
      ["tokenizer.chat_template", { type: "string", value: template }],
      ["tokenizer.ggml.token_type", { type: "int32s", value: tokens.map((_, at) => typeOf(at)) }],
    ]),
  });
}

/** GPT-2's characters for the 256 bytes: printable ones stand for themselves, others move above U+0100. */
function byteTokens(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let moved = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : 256 + moved++));
}
