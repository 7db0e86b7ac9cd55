import { requestParameters } from "./ask.js";
import { type ParameterTexts, type Setup } from "./chat-state.js";

/** Names that the cell library has for the API's. */
const CELL_NAMES: Readonly<Record<string, string>> = {
  max_tokens: "maxTokens",
  top_p: "topP",
  frequency_penalty: "frequencyPenalty",
  presence_penalty: "presencePenalty",
};

const json = (value: unknown): string => JSON.stringify(value);

/** The cell that opens the same playground in a notebook. */
export function toCell(models: readonly string[], setup: Setup, texts: ParameterTexts, question: string): string {
  const parameters = Object.entries(requestParameters(texts)).map(
    ([name, value]) => `${CELL_NAMES[name] ?? name}: ${json(value)}`,
  );
  const options = [
    "client",
    `models: ${models.length === 1 ? json(models[0]) : json(models).replaceAll(",", ", ")}`,
    ...(setup.systemMessage === "" ? [] : [`systemMessage: ${json(setup.systemMessage)}`]),
    ...(setup.examples.length === 0
      ? []
      : [
          `examples: [\n${setup.examples
            .map(({ user, assistant }) => `    { user: ${json(user)}, assistant: ${json(assistant)} },\n`)
            .join("")}  ]`,
        ]),
    ...(parameters.length === 0 ? [] : [`parameters: { ${parameters.join(", ")} }`]),
  ];
  return [
    'import { AzureOpenAI } from "openai";',
    'import { chatPlayground } from "tunelab";',
    "",
    'const client = new AzureOpenAI({ apiVersion: "2024-10-21" });',
    "const chat = chatPlayground({",
    ...options.map((option) => `  ${option},`),
    "});",
    `await chat.send(${json(question)});`,
    "",
  ].join("\n");
}

/** The request's body for a deployment. */
export function toBody(model: string, setup: Setup, texts: ParameterTexts, question: string): Record<string, unknown> {
  return {
    model,
    messages: [
      ...(setup.systemMessage === "" ? [] : [{ role: "system", content: setup.systemMessage }]),
      ...setup.examples.flatMap(({ user, assistant }) => [
        { role: "user", content: user },
        { role: "assistant", content: assistant },
      ]),
      { role: "user", content: question },
    ],
    ...requestParameters(texts),
  };
}

/** The same request for a terminal; the key comes from the environment and is never written. */
export function toCurl(model: string, setup: Setup, texts: ParameterTexts, question: string): string {
  const body = JSON.stringify(toBody(model, setup, texts, question), null, 2).replaceAll("'", "'\\''");
  return [
    'curl "$AZURE_OPENAI_ENDPOINT/openai/v1/chat/completions" \\',
    '  -H "api-key: $AZURE_OPENAI_API_KEY" \\',
    '  -H "content-type: application/json" \\',
    `  -d '${body}'`,
    "",
  ].join("\n");
}
