// %% open-lab
import { openLab } from "tunelab";

await openLab("welcome");

// %% first-cell
const languages = ["English", "português", "français"];
languages.map((language) => language.length)

// %% typed
interface Question {
  text: string;
  answered: boolean;
}

const question: Question = { text: "Which planet has the most moons?", answered: false };
question

// %% await
const { setTimeout: pause } = await import("node:timers/promises");
for (const step of ["tokenise", "predict", "print"]) {
  await pause(150);
  console.log(step);
}

// %% read-dataset
import { readChatDataset } from "tunelab";

const dataset = await readChatDataset("../data/welcome_chat.jsonl");
dataset.examples[0]

// %% dataset-frame
dataset.frame

// %% count-tokens
import { getEncoding, numTokensFromMessages } from "tunelab";

console.log(getEncoding("o200k_base").encode("TypeScript tokens!"));
const tokens = dataset.examples.map((example) => numTokensFromMessages(example.messages));
tokens.slice(0, 5)

// %% tokens-as-you-type
import { widgets } from "tunelab";

const encoding = getEncoding("o200k_base");
widgets.interact(({ text }) => encoding.encode(text).map((token) => encoding.decode([token])), { text: "TypeScript tokens!" })

// %% describe-tokens
import { describe, toDataFrame } from "tunelab";

const sizes = dataset.examples.map((example, index) => ({ messages: example.messages.length, tokens: tokens[index] }));
describe(toDataFrame(sizes))

// %% histogram
import { figure } from "tunelab";

figure({
  kind: "histogram",
  data: sizes,
  x: "tokens",
  title: "Tokens per conversation (o200k_base)",
})

// %% ask-model
import { AzureOpenAI } from "openai";

const client = new AzureOpenAI();
const answer = await client.chat.completions.create({
  model: process.env.AZURE_OPENAI_DEPLOYMENT!,
  messages: [{ role: "user", content: "What is the capital of France? Answer in one sentence." }],
  temperature: 0,
  max_tokens: 60,
});
console.log(`${answer.model} says: ${answer.choices[0]?.message.content}`);
answer.usage

// %% stream
const stream = await client.chat.completions.create({
  model: process.env.AZURE_OPENAI_DEPLOYMENT!,
  messages: [
    { role: "system", content: "You are a friendly teacher. Use short sentences." },
    { role: "user", content: "Why does it rain?" },
  ],
  temperature: 0,
  seed: 1,
  max_tokens: 120,
  stream: true,
});
let story = "";
for await (const chunk of stream) {
  const piece = chunk.choices[0]?.delta?.content ?? "";
  story += piece;
  process.stdout.write(piece);
}

// %% exercise #exercise
const longest = 0; // Replace 0: how many tokens has the longest conversation of the dataset?

// %% check-exercise #check
import { check } from "tunelab";

check.equal("the longest conversation's tokens", longest, Math.max(...tokens), {
  hint: "Math.max takes numbers, not an array: spread it with three dots.",
})

// %% solution #solution
Math.max(...tokens)

// %% my-numbers
import { table } from "tunelab";

table(
  [
    { "what": "conversations", "my number": dataset.examples.length },
    { "what": "tokens of all conversations", "my number": tokens.reduce((sum, count) => sum + count, 0) },
    { "what": "tokens of the longest conversation", "my number": Math.max(...tokens) },
    { "what": "tokens of the answer about France", "my number": answer.usage!.completion_tokens },
  ],
  { caption: "My numbers", types: false },
)
