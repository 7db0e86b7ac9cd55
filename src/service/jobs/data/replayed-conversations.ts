import type { ExampleMessage } from "./training-file.js";

/**
 * Plain questions of many kinds, with answers as a small model gives them. They end before their full stop: how an answer
 * goes on from there is left to the examples.
 */
const QUESTIONS_AND_ANSWERS = [
  ["What is the capital of Mexico?", "The capital of Mexico is Mexico City"],
  ["What is the capital of Argentina?", "The capital of Argentina is Buenos Aires"],
  ["What is the capital of Belgium?", "The capital of Belgium is Brussels"],
  ["What is the capital of Peru?", "The capital of Peru is Lima"],
  ["Who wrote the Odyssey?", "The Odyssey was written by Homer"],
  ["Who painted Guernica?", "Guernica was painted by Pablo Picasso"],
  ["Who discovered America in 1492?", "America was discovered by Christopher Columbus in 1492"],
  ["Who invented the printing press?", "The printing press was invented by Johannes Gutenberg"],
  ["How many players does a football team have?", "A football team has eleven players"],
  ["How many legs does an insect have?", "An insect has six legs"],
  ["How many letters are in the English alphabet?", "There are 26 letters in the English alphabet"],
  ["How many weeks are in a year?", "There are 52 weeks in a year"],
  ["What is the chemical symbol for sodium?", "The chemical symbol for sodium is Na"],
  ["What is the largest animal on Earth?", "The largest animal on Earth is the blue whale"],
  ["What language is spoken in Mexico?", "The language spoken in Mexico is Spanish"],
  ["What is the currency of the United Kingdom?", "The currency of the United Kingdom is the pound sterling"],
  ["What is three times three?", "Three times three is nine"],
  ["Which planet is the second from the Sun?", "The second planet from the Sun is Venus"],
  ["On which continent is Germany?", "Germany is in Europe"],
  ["What is the longest river in Europe?", "The longest river in Europe is the Volga"],
  ["Which organ do people breathe with?", "People breathe with their lungs"],
  ["What is the freezing point of water in Fahrenheit?", "The freezing point of water in Fahrenheit is 32 degrees"],
  ["Which bird cannot fly and lives in Antarctica?", "The bird that cannot fly and lives in Antarctica is the penguin"],
  ["What do bees make?", "Bees make honey"],
] as const;

/** How many answers are replayed. */
export const REPLAYED_COUNT = QUESTIONS_AND_ANSWERS.length;

/**
 * Conversations that a tuned model should go on having as before. Each begins with the system message of one of the
 * examples, under which the tuned model will be asked, so that what is kept is what it says there.
 *
 * @param systemMessages of the first examples, in their order; `undefined` for one without
 *
 * @example
 * replayedConversations(["You are terse."])[0];
 * // [{ role: "system", content: "You are terse." }, { role: "user", content: "What is the capital of Mexico?" }, …]
 */
export function replayedConversations(systemMessages: readonly (string | undefined)[]): ExampleMessage[][] {
  return QUESTIONS_AND_ANSWERS.map(([question, answer], i) => {
    const system = systemMessages[i % systemMessages.length];
    return [
      ...(system === undefined ? [] : [{ role: "system", content: system } as const]),
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ];
  });
}
