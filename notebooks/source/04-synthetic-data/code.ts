// %% open-lab
import { openLab } from "tunelab";

await openLab("simulate");

// %% check-setup #check
import { checkSetup } from "tunelab";

await checkSetup({ parts: ["chat"] })

// %% model-config
const modelConfig = {
  azure_endpoint: process.env.AZURE_OPENAI_ENDPOINT!,
  api_key: process.env.AZURE_OPENAI_API_KEY!,
  azure_deployment: process.env.AZURE_OPENAI_DEPLOYMENT!,
};
Object.entries(modelConfig).map(([name, value]) => `${name} ${value ? "is set" : "is missing"}`)

// %% text
import { wikipediaSummary } from "tunelab";

const wikiSearchTerm = "Isaac Asimov";
const page = await wikipediaSummary(wikiSearchTerm, { maxCharacters: 2200 });
const { text } = page;
console.log(`${page.title}: ${text.length} characters. ${page.note} ${page.url ?? ""}`);
console.log(text.slice(0, 300), "…");

// %% application-file
import { copyFile, mkdir, readFile } from "node:fs/promises";

await mkdir("../output", { recursive: true });
const applicationFile = "../output/application.prompty";
await copyFile("../data/application.prompty", applicationFile);
console.log(await readFile(applicationFile, "utf8"));

// %% ask-application
import { loadPrompty } from "tunelab";

const application = await loadPrompty(applicationFile);
const answer = await application.complete({ query: "Where was Asimov born?", context: text });
console.log(`${answer.model} read ${answer.usage.promptTokens} tokens and says: ${answer.text}`);

// %% callback
import { azureEvaluation } from "tunelab";

const guideOf = (context: string): azureEvaluation.SimulationTarget => async ({ messages, stream, sessionState }) => {
  const earlier = messages.messages.slice(0, -1);
  const query = messages.messages.at(-1)!.content;
  const application = await loadPrompty(applicationFile);
  const content = String(await application.run({ query, context, conversation_history: earlier }));
  messages.messages.push({ role: "assistant", content, context });
  return { messages, stream, sessionState, context };
};

// %% simulate-one
const simulator = new azureEvaluation.Simulator(modelConfig);
const outputs = await simulator.simulate({ target: guideOf(text), text, numQueries: 1, maxConversationTurns: 2 });
outputs

// %% save-lines
const outputFile = "../output/simulation_output.jsonl";
await outputs.save(outputFile);
const lines = (await readFile(outputFile, "utf8")).trim().split("\n");
console.log(lines[0]!.slice(0, 400), "…");

// %% check-lines #check
import { check } from "tunelab";

check.equal("columns of the first line", Object.keys(JSON.parse(lines[0]!)), ["query", "response", "context"], {
  hint: "The callback must put the text that it answered from into the context of its message.",
})

// %% evaluate-groundedness
const groundedness = new azureEvaluation.GroundednessEvaluator(modelConfig);
const evalOutput = await azureEvaluation.evaluate({
  data: outputFile,
  evaluators: { groundedness },
  outputPath: "../output/groundedness_eval_output.json",
});
evalOutput

// %% groundedness-rows
import { toDataFrame } from "tunelab";

const saved = JSON.parse(await readFile("../output/groundedness_eval_output.json", "utf8"));
toDataFrame(saved.rows, {
  columns: ["inputs.query", "inputs.response", "outputs.groundedness.groundedness", "outputs.groundedness.groundedness_reason"],
  caption: "groundedness_eval_output.json, row by row",
})

// %% simulate-twelve
const twelve = await simulator.simulate({
  target: guideOf(text),
  text,
  numQueries: 14,
  maxConversationTurns: 1,
  seed: 105,
});
twelve

// %% code-measures
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
function shareFound(words: readonly string[], text: string): number {
  const known = new Set(wordsOf(text));
  return words.length === 0 ? 0 : words.filter((word) => known.has(word)).length / words.length;
}
const isContent = (word: string): boolean => word.length > 3 || /\d/.test(word);

// %% evaluators
type Row = Readonly<Record<string, unknown>>;
const evaluators: azureEvaluation.Evaluators = {
  groundedness,
  words_in_text: ({ response, context }: Row) => shareFound(wordsOf(String(response)).filter(isContent), String(context)),
  expected_found: ({ response, ground_truth }: Row) => shareFound(wordsOf(String(ground_truth)), String(response)),
};

// %% evaluate-cold
const rows = twelve.toRows({ groundTruth: true });
const cold = await azureEvaluation.evaluate({ data: rows, evaluators, evaluationName: "temperature 0" });
cold

// %% cold-rows
cold.table({ failuresFirst: true, maxRows: 6 })

// %% ten-answers
const ten = cold.rows.slice(0, 10);
toDataFrame(
  ten.map((row, index) => ({
    "row": index + 1,
    "question": row["inputs.query"],
    "answer": row["inputs.response"],
    "expected": row["inputs.ground_truth"],
  })),
  { caption: "Ten answers to label" },
)

// %% my-labels #exercise
// A first guess by code: is the whole expected answer in it? Read the ten rows and correct it, for example { 3: false }.
const corrections: Readonly<Record<number, boolean>> = {};
const labels = ten.map((row, index) => corrections[index + 1] ?? row["outputs.expected_found.output"] === 1);
console.log(`${labels.filter(Boolean).length} of ${labels.length} are right.`);

// %% judge-the-judge
const factCheck = new azureEvaluation.LocalFactCheck();
const statesNoWrongFact = ({ response, context }: Row): boolean =>
  factCheck.evaluate({ response, context })["local_fact_check_result"] !== "fail";
const verdicts = {
  "groundedness": ten.map((row) => row["outputs.groundedness.groundedness_result"] === "pass"),
  "LocalFactCheck": ten.map((row) => statesNoWrongFact({ response: row["inputs.response"], context: row["inputs.context"] })),
};
toDataFrame(
  Object.entries(verdicts).map(([judge, passes]) => ({
    "judge": judge,
    "agrees with me": passes.filter((isPass, index) => isPass === labels[index]).length,
    "passes what I call wrong": passes.filter((isPass, index) => isPass && !labels[index]).length,
    "fails what I call right": passes.filter((isPass, index) => !isPass && labels[index]).length,
  })),
  { caption: "Judges against my labels" },
)

// %% cold-plot
cold.plots().at(-1)

// %% change-parameters
import { setPromptyParameters } from "tunelab";

await setPromptyParameters(applicationFile, {
  temperature: 1.5,
  top_p: 0.95,
  presence_penalty: 0.5,
  frequency_penalty: 0.5,
});
const changed = await readFile(applicationFile, "utf8");
console.log(changed.split("\n").filter((line) => /temperature|top_p|penalty/.test(line)).join("\n"));

// %% evaluate-warm
const questions = rows.map(({ query, context, ground_truth }) => ({ query, context, ground_truth }));
const warm = await azureEvaluation.evaluate({
  data: questions,
  target: async ({ query, context }: Row) => {
    const changedApplication = await loadPrompty(applicationFile);
    return { response: await changedApplication.run({ query, context }) };
  },
  evaluators,
  evaluationName: "temperature 1.5",
});
warm

// %% compare
import { compare } from "tunelab";

const comparison = compare(warm, cold, { on: "inputs.query", names: ["temperature 1.5", "temperature 0"] });
comparison

// %% differences
comparison.plotDifferences()

// %% check-pairs #check
check.that(
  "every comparison has at least 12 rows",
  comparison.scores.every(({ pairs }) => pairs >= 12),
  comparison.scores.map(({ name, pairs }) => `${name}: ${pairs}`).join(", "),
  { hint: "Rows that failed have no pair: look at twelve.report.failures, cold.failures and warm.failures." },
)

// %% other-term
await copyFile("../data/application.prompty", applicationFile);
const { text: otherText, note } = await wikipediaSummary("Marie Curie", { maxCharacters: 1500 });
const other = await simulator.simulate({
  target: guideOf(otherText),
  text: otherText,
  numQueries: 3,
  maxConversationTurns: 1,
  seed: 105,
});
console.log(`A text of ${otherText.length} characters. ${note}`);
other

// %% other-groundedness
await other.save("../output/other_simulation_output.jsonl");
const otherOutput = await azureEvaluation.evaluate({
  data: "../output/other_simulation_output.jsonl",
  evaluators: { groundedness },
  outputPath: "../output/other_groundedness_eval_output.json",
});
otherOutput

// %% exercise #exercise
function numbersInText(response: string, context: string): boolean {
  return true; // Replace true: does the text hold every number of the answer?
}

// %% check-exercise #check
check.equal(
  "answers whose numbers are in the text",
  ["She was born in 1867.", "She was born in 1876.", "She was born in Warsaw."].map((response) =>
    numbersInText(response, "Marie Curie was born in Warsaw in 1867."),
  ),
  [true, false, true],
  { hint: "response.match(/\\d+/g) gives the numbers of the answer, or null when it has none." },
)

// %% solution #solution
const numbersOf = (text: string): string[] => text.match(/\d+/g) ?? [];
const numbers = await azureEvaluation.evaluate({
  data: rows,
  evaluators: {
    numbers_in_text: ({ response, context }: Row) =>
      numbersOf(String(response)).every((number) => numbersOf(String(context)).includes(number)),
  },
});
numbers.metrics

// %% my-numbers
import { table } from "tunelab";

// Two metrics of a judge say again what others say: ..._score is the mean, ..._passed the aggregate.
const measured = Object.keys(cold.metrics).filter((name) => name in warm.metrics && !/_(score|passed)$/.test(name));
table(
  measured.map((name) => ({
    "what": name,
    "temperature 0": cold.metrics[name],
    "temperature 1.5": warm.metrics[name],
  })),
  { caption: "My numbers", types: false },
)

// %% check-fine-tuning #optional #check
await checkSetup({ parts: ["fine-tuning", "deployments"] })

// %% one-example #optional
outputs.toChatFineTuning().length

// %% careful-guide #optional
const carefulFile = "../data/guide_with_examples.prompty";
console.log((await readFile(carefulFile, "utf8")).split("system:")[1]!.trim());

// %% passage #optional
const stems = (words: string): Set<string> => new Set(wordsOf(words).filter(isContent).map((word) => word.slice(0, 5)));
function passageFor(query: string, about: { readonly title: string; readonly text: string }): string {
  const sentences = about.text.split(/(?<=[\p{Ll}\d][.!?])\s+/u);
  const stemsOf = sentences.map(stems);
  const asked = [...stems(query)].filter((stem) => !stems(about.title).has(stem));
  const weigh = (stem: string): number => 1 / stemsOf.filter((found) => found.has(stem)).length;
  const scores = stemsOf.map((found) => asked.reduce((sum, stem) => sum + (found.has(stem) ? weigh(stem) : 0), 0));
  return `${about.title}: ${sentences[scores.indexOf(Math.max(...scores))]}`;
}
passageFor("When did Asimov join the school of medicine?", page)

// %% careful-callback #optional
type Page = Parameters<typeof passageFor>[1];
const carefulGuideOf = (about: Page): azureEvaluation.SimulationTarget => async ({ messages, stream, sessionState }) => {
  const query = messages.messages.at(-1)!.content;
  const context = passageFor(query, about);
  const guide = await loadPrompty(carefulFile);
  const content = String(await guide.run({ query, context })).trim();
  messages.messages.push({ role: "assistant", content, context });
  return { messages, stream, sessionState, context };
};

// %% ask-again #optional
const asked = rows.map(({ query, ground_truth }) => [{ content: query, expectedResponse: ground_truth }]);
const again = await simulator.simulate({
  target: carefulGuideOf(page),
  conversationTurns: asked,
  maxConversationTurns: 1,
});
again

// %% simulate-many #optional
const people = ["Marie Curie", "Nelson Mandela"];
const simulations = [again];
for (const person of people) {
  const about = await wikipediaSummary(person, { maxCharacters: 3000 });
  const options = { text: about.text, numQueries: 16, maxConversationTurns: 1, seed: 105 };
  simulations.push(await simulator.simulate({ ...options, target: carefulGuideOf(about) }));
  console.log(person, "gave", simulations.at(-1)!.length, "conversations");
}

// %% check-many #optional #check
const conversations = simulations.flatMap((simulation) => [...simulation]);
check.that("at least 24 conversations", conversations.length >= 24, `there are ${conversations.length}.`, {
  hint: "Raise numQueries, or add a person to people.",
})

// %% judge-many #optional
const pairs = conversations.flatMap((conversation) => conversation.toQueryResponses({ groundTruth: true }));
const judged = await azureEvaluation.evaluate({
  data: pairs,
  evaluators: {
    ...evaluators,
    order: new azureEvaluation.RougeScoreEvaluator({ rougeType: "rougeL" }),
    asked_about: ({ query, response }: Row) =>
      shareFound([...stems(String(query))], [...stems(String(response))].join(" ")),
  },
  evaluatorConfig: { order: { columnMapping: { response: "${data.response}", ground_truth: "${data.context}" } } },
  evaluationName: "candidates",
});
judged

// %% compare-guides #optional
compare(cold, judged, { on: "inputs.query", names: ["whole text", "examples and one sentence"] })

// %% drop-ungrounded #optional
// The small model's expected answers are a few words of the text; a large model writes sentences, and in its own words.
const isSmall = twelve.report.strategy === "sentences";
const least = isSmall ? { found: 1, order: 0.8, asked: 0.5 } : { found: 0.5, order: 0, asked: 0 };
const isRight = (row: Row): boolean =>
  Number(row["outputs.groundedness.groundedness"]) >= 4 &&
  Number(row["outputs.expected_found.output"]) >= least.found &&
  Number((row["outputs.order.rouge_properties"] as Row)["rouge_precision"]) > least.order &&
  Number(row["outputs.asked_about.output"]) >= least.asked &&
  statesNoWrongFact({ response: row["inputs.response"], context: row["inputs.context"] });
const kept = conversations.filter((_, index) => isRight(judged.rows[index]!));
const dropped = conversations.length - kept.length;
console.log(`${conversations.length} conversations: ${kept.length} kept, ${dropped} dropped.`);

// %% kept-answers #optional
toDataFrame(
  kept.slice(0, 10).map(({ messages: [question, answer] }) => ({ "question": question!.content, "answer": answer!.content })),
  { caption: "Ten of those kept" },
)

// %% convert #optional
const system = "You are a guide in a museum. Answer the visitor's question in one short sentence.";
const firstSentence = (text: string) => /^.*?[\p{Ll}\d]{2}[.!?](?=\s|$)/su.exec(text)?.[0];
const own = kept.flatMap((conversation) => {
  const [instruction, question, answer] = conversation.toChatFineTuning({ system })!.messages;
  const content = firstSentence(answer!.content);
  return content === undefined ? [] : [{ messages: [instruction!, question!, { ...answer!, content }] }];
});
console.log(`${own.length} examples, ${kept.length - own.length} answers without a whole sentence.`);
own[0]

// %% enough #optional #check
import { readChatDataset } from "tunelab";

const written = await readChatDataset("../data/museum_guide.jsonl");
const isEnough = own.length >= 12; // Two of them go to validation.
const examples = isEnough ? own : [...own, ...written.examples];
check.that("at least 12 examples", isEnough, `there are ${own.length}.`, {
  hint: `The cells below go on with ${examples.length}: the others are from museum_guide.jsonl, which a person wrote. For more of your own, raise numQueries or add a person to people, and go on from there.`,
})

// %% split #optional
import { splitDataset, toJsonl } from "tunelab";
import { writeFile } from "node:fs/promises";

const { training, validation } = splitDataset(examples, { validationShare: 0.15, seed: 105 });
await writeFile("../output/ft-travel-training.jsonl", toJsonl(training));
await writeFile("../output/ft-travel-validation.jsonl", toJsonl(validation));
const counts = `${training.length} to train on, ${validation.length} to validate with.`;
check.that("at least 10 examples to train on", training.length >= 10, counts, {
  hint: "Run the cell before this one, which fills up with examples that a person wrote.",
})

// %% read-again #optional
import { tokenReport } from "tunelab";

const dataset = await readChatDataset("../output/ft-travel-training.jsonl");
console.log(dataset.errors.length, "errors");
tokenReport(dataset)

// %% upload #optional
import { createReadStream } from "node:fs";
import { AzureOpenAI } from "openai";

const client = new AzureOpenAI({ apiVersion: "2024-10-21" });
const upload = async (path: string) => {
  const { id } = await client.files.create({ file: createReadStream(path), purpose: "fine-tune" });
  return client.files.waitForProcessing(id, { pollInterval: 500, maxWait: 5 * 60_000 });
};
const trainingFile = await upload("../output/ft-travel-training.jsonl");
const validationFile = await upload("../output/ft-travel-validation.jsonl");
console.log(trainingFile.status, validationFile.status);

// %% fine-tune #optional
import { watchJob } from "tunelab";

const job = await client.fineTuning.jobs.create({
  training_file: trainingFile.id,
  validation_file: validationFile.id,
  model: process.env.TUNELAB_BASE_MODEL!,
  suffix: "ft-travel",
  seed: 105,
});
const watched = await watchJob(client, job.id);
console.log(watched.fineTunedModel);

// %% job-log #optional
import { jobEvents } from "tunelab";

await jobEvents(client, job.id)

// %% metrics #optional
import { jobResults } from "tunelab";

const results = await jobResults(client, job.id);
const accuracies = results.steps.flatMap(({ full_valid_accuracy: accuracy }) => (accuracy === null ? [] : [accuracy]));
console.log("Validation accuracy:", accuracies.map((accuracy) => accuracy.toFixed(2)).join(", "));
results.lossFigure()

// %% deploy #optional
import { deployModel } from "tunelab";

const tunedDeployment = "museum-guide-ft-travel";
await deployModel({ name: tunedDeployment, model: watched.fineTunedModel, sku: "standard", capacity: 5 })

// %% playground #optional
import { chatPlayground } from "tunelab";

const chat = chatPlayground({
  client,
  models: [modelConfig.azure_deployment, tunedDeployment],
  systemMessage: system,
  parameters: { temperature: 0, maxTokens: 60 },
});
await chat.send("Where did Marie Curie study?")

// %% playground-again #optional
await chat.send("What is she known for?")

// %% clean-up
import { deleteEverything } from "tunelab";

await deleteEverything()
