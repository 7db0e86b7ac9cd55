import { readFileSync } from "node:fs";
import type { AzureOpenAI } from "openai";

interface Message {
  readonly role: string;
  readonly content: string;
}

/**
 * Mean negative log-likelihood, in nats a token, of the assistant's answers in a chat file under a deployment: each
 * example goes to /completions as SmolLM2's template writes it, with `echo` and without a new token.
 */
export async function heldOutLoss(client: AzureOpenAI, deployment: string, path: string): Promise<number> {
  let sum = 0;
  let count = 0;
  for (const line of readFileSync(path, "utf8").split(/\r?\n/).filter(Boolean)) {
    const { messages } = JSON.parse(line) as { messages: readonly Message[] };
    const asText = ({ role, content }: Message): string => `<|im_start|>${role}\n${content}<|im_end|>\n`;
    const answer = messages.at(-1)!;
    const prompt = `${messages.slice(0, -1).map(asText).join("")}<|im_start|>assistant\n`;
    const scored = await client.completions.create(
      {
        model: deployment,
        prompt: `${prompt}${answer.content}<|im_end|>`,
        max_tokens: 0,
        echo: true,
        logprobs: 0,
      },
      { headers: { "x-tunelab-prompt": "chat" } },
    );
    const { text_offset: offsets, token_logprobs: logprobs } = scored.choices[0]!.logprobs!;
    offsets!.forEach((offset, i) => {
      if (offset < prompt.length) return;
      sum -= logprobs![i]!;
      count++;
    });
  }
  return sum / count;
}
