// %% open-lab
import { openLab } from "tunelab";

const lab = await openLab("evaluate");

// %% check-setup #check
import { checkSetup } from "tunelab";

await checkSetup({ parts: ["chat", "databricks"] })

// %% deploy
import { deployBaseModel } from "tunelab";

const deployment = lab.provider === "embedded" ? "evaluated-model" : lab.deployment;
await deployBaseModel({ name: deployment, model: "gpt-35-turbo", sku: "Standard", capacity: 5 })

// %% environment
for (const name of ["AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_VERSION"]) {
  console.log(name.padEnd(26), process.env[name] ? "is set" : "is missing");
}

// %% eval-data
import { toDataFrame, toRows } from "tunelab";

const evalData = toDataFrame([
  {
    inputs: "What is MLflow?",
    ground_truth: "MLflow is an open-source platform, begun at Databricks, for the life cycle of machine learning models.",
  },
  {
    inputs: "What is Spark?",
    ground_truth: "Apache Spark is an open-source engine that processes large amounts of data on many machines at once.",
  },
]);
evalData

// %% client
import { AzureOpenAI } from "openai";

const client = new AzureOpenAI({
  endpoint: process.env.AZURE_OPENAI_ENDPOINT,
  apiKey: process.env.AZURE_OPENAI_API_KEY,
  apiVersion: process.env.AZURE_OPENAI_API_VERSION,
});

// %% ask
import type { ChatCompletionMessageParam } from "openai/resources";

async function ask(messages: ChatCompletionMessageParam[], maxTokens: number): Promise<string> {
  const completion = await client.chat.completions.create({
    model: deployment,
    messages,
    temperature: 0,
    seed: 1,
    max_tokens: maxTokens,
  });
  return completion.choices[0]?.message.content ?? "";
}
const formal = { role: "system", content: "Answer the question in formal language, in one or two sentences." } as const;

// %% openai-qa-as-printed
type Frame = ReturnType<typeof toDataFrame>;

async function openaiQaAsPrinted(inputs: Frame): Promise<string[]> {
  const answers: string[] = [];
  for (const row of toRows(inputs)) answers.push(await ask([formal, { role: "user", content: "{row}" }], 60));
  return answers;
}
await openaiQaAsPrinted(evalData)

// %% leak
const [firstRow] = toRows(evalData);
console.log(JSON.stringify(firstRow, null, 2));

// %% openai-qa
async function openaiQa(inputs: Frame): Promise<string[]> {
  console.log("Columns that the model function sees:", inputs.columns.join(", "));
  const answers: string[] = [];
  for (const row of toRows(inputs)) {
    answers.push(await ask([formal, { role: "user", content: String(row.inputs) }], 60));
  }
  return answers;
}

// %% evaluate
import { mlflow } from "tunelab";

await mlflow.setExperiment(process.env.MLFLOW_EXPERIMENT_NAME ?? "03-evaluate");
const results = await mlflow.startRun({ runName: "questions" }, () =>
  mlflow.evaluate({
    model: openaiQa,
    data: evalData,
    targets: "ground_truth",
    modelType: "question-answering",
    extraMetrics: [mlflow.metrics.profanity()],
  }),
);
results

// %% results-table
results.tables.evalResultsTable

// %% check-columns #check
import { check } from "tunelab";

check.that(
  "every answer was scored",
  results.counts["flesch_kincaid_grade_level/v1"]?.scored === 2,
  `${results.failures.length} failures.`,
  { hint: "The column error of the table says what went wrong." },
)

// %% check-grade #check
const oneWord = await mlflow.evaluate({
  data: [{ answer: "Lisbon" }],
  predictions: "answer",
  extraMetrics: [mlflow.metrics.fleschKincaidGradeLevel()],
  runName: "one word",
});
check.close("grade of the answer Lisbon", oneWord.metrics["flesch_kincaid_grade_level/v1/mean"]!, 8.4, 1e-9)

// %% report
import { html } from "tunelab";

const report = await results.saveReport("../reports");
html(`<a href="${encodeURI(report)}" target="_blank">Report of the evaluation</a>`);
if (results.page !== undefined) html(`<a href="${results.page}" target="_blank">Page of the run</a>`);

// %% runs
await mlflow.searchRuns({ maxResults: 3 })

// %% templates-english
const english = [
  "My ____ (animal) ate a ____ (object) for breakfast.",
  "On Monday, ____ (person) painted the ____ (place) in ____ (color).",
  "Never put a ____ (food) in the ____ (machine).",
  "The king of ____ (place) wears a ____ (object) on his head.",
  "We lost the match because of a ____ (animal).",
  "My grandmother can ____ (verb) a ____ (object) in one minute.",
  "The robot said ____ (word) and closed the ____ (object).",
  "If it rains, the ____ (animal) will ____ (verb) in the garden.",
  "The bus to ____ (place) was full of ____ (food).",
  "The doctor told me to eat more ____ (object).",
  "In the year ____ (number), all ____ (animal) will live on the moon.",
  "She opened the box and found ____ (number) little ____ (animal).",
];

// %% templates-others
const portuguese = [
  "O meu ____ (animal) comeu um ____ (objeto) no jantar.",
  "Na segunda-feira, ____ (pessoa) perdeu o ____ (objeto) na praia.",
  "A minha avó gosta de dançar com um ____ (animal).",
  "O rei não quer comer ____ (comida) com os amigos.",
];
const french = [
  "Mon ____ (animal) a mangé un ____ (objet) dans la cuisine.",
  "Lundi, ____ (personne) a perdu le ____ (objet) sur la plage.",
  "Le roi ne veut pas manger de ____ (aliment) avec les amis.",
  "Ma grand-mère danse avec un ____ (animal) dans la rue.",
];
const games = [...english, ...portuguese, ...french].map((template) => ({ inputs: { template } }));

// %% game
await mlflow.openai.autolog();

function gameWith(prompt: ChatCompletionMessageParam[]) {
  return mlflow.trace(
    ({ template }: { template: string }) => ask([...prompt, { role: "user", content: template }], 30),
    { name: "generate_game", spanType: "CHAIN" },
  );
}
const firstPrompt: ChatCompletionMessageParam[] = [
  { role: "system", content: "You are a funny writer. Complete the sentence." },
];
await gameWith(firstPrompt)({ template: english[0]! })

// %% guidelines
const { Guidelines, Safety } = mlflow.genai.scorers;

const judged = [
  Guidelines({ name: "same_language", guidelines: "The answer is in the language of the template" }),
  Guidelines({ name: "funny", guidelines: "The answer is funny or inventive" }),
  Guidelines({ name: "child_safe", guidelines: "The answer is fit for children: not obscene, hateful or cruel" }),
  Guidelines({ name: "template_match", guidelines: "The answer keeps the template and only fills its blanks" }),
  Safety(),
];

// %% can-the-judge-judge
const trial = await mlflow.genai.evaluate({
  data: games.slice(0, 1),
  predictFn: gameWith(firstPrompt),
  scorers: judged,
  runName: "trial of the judge",
});
const canJudge = trial.warnings.length === 0;
console.log(canJudge ? "The judge can judge all five." : trial.warnings.join("\n"));

// %% grounded
const { RetrievalGroundedness } = mlflow.genai.scorers;
const question = "When does the museum open on weekdays?";
const context = "The harbour museum opens at nine in the morning on weekdays. A ticket costs twelve euros.";

const grounded = await mlflow.genai.evaluate({
  data: ["It opens at nine in the morning.", "It is closed for the whole of August."].map((outputs) => {
    return { inputs: { question, context }, outputs };
  }),
  scorers: [RetrievalGroundedness()],
  runName: "grounded in a text",
});
grounded.table()

// %% language-of
const functionWords = {
  English: "the my on in of his we because can it if will was for to she and all".split(" "),
  Portuguese: "o os um uma meu minha na no da do não com para gosta".split(" "),
  French: "le la les une mon ma dans du des sur pas avec et est".split(" "),
};
function languageOf(text: string): string {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = Object.entries(functionWords).map(([language, list]) => {
    return { language, found: words.filter((word) => list.includes(word)).length };
  });
  const [best] = counts.sort((a, b) => b.found - a.found);
  return best!.found === 0 ? "unknown" : best!.language;
}

// %% check-language #check
check.equal(
  "languages of the templates",
  games.map(({ inputs }) => languageOf(inputs.template)),
  [...english.map(() => "English"), ...portuguese.map(() => "Portuguese"), ...french.map(() => "French")],
)

// %% template-parts
const BLANK = /____ \([^)]*\)/;
const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

function matchesTemplate(template: string, answer: string): boolean {
  const fixed = template.split(BLANK).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${fixed.join("[^_\\n]+?")}$`, "iu").test(answer.trim());
}
function wordsKept(template: string, answer: string): number {
  const wanted = wordsOf(template.split(BLANK).join(" "));
  const given = wordsOf(answer);
  return wanted.filter((word) => given.includes(word)).length / wanted.length;
}

// %% code-scorers
const { scorer } = mlflow.genai;
const { ResponseLength } = mlflow.genai.scorers;
const templateOf = (inputs: Readonly<Record<string, unknown>>): string => String(inputs.template);

const coded = [
  scorer(({ inputs, outputs }) => languageOf(String(outputs)) === languageOf(templateOf(inputs)), { name: "same_language_code" }),
  scorer(({ inputs, outputs }) => matchesTemplate(templateOf(inputs), String(outputs)), { name: "template_match_code" }),
  scorer(({ inputs, outputs }) => wordsKept(templateOf(inputs), String(outputs)), { name: "words_kept_code" }),
  ResponseLength({ maxLength: 20, unit: "words" }),
];
const scorers = canJudge ? [...coded, ...judged] : coded;

// %% first-run
const firstRun = await mlflow.genai.evaluate({
  data: games,
  predictFn: gameWith(firstPrompt),
  scorers,
  runName: "first prompt",
});
firstRun

// %% first-rows
firstRun.table({ failuresFirst: true, maxRows: 6 })

// %% trace
import { table } from "tunelab";

const { spans } = firstRun.results[0]!.trace;
table(spans.map(({ name, spanType, status, inputs, outputs, startTimeNs, endTimeNs }) => ({
  "step": name,
  "type": spanType,
  "status": status,
  "milliseconds": Number(endTimeNs - startTimeNs) / 1e6,
  "inputs": JSON.stringify(inputs),
  "outputs": JSON.stringify(outputs),
})), { caption: "The steps behind the first row's answer" })

// %% better-prompt
const betterPrompt: ChatCompletionMessageParam[] = [
  { role: "system", content: "Fill in the blanks with funny words. Copy all other words." },
  { role: "user", content: "The ____ (animal) sleeps on a ____ (object)." },
  { role: "assistant", content: "The crocodile sleeps on a trombone." },
  { role: "user", content: "A menina comprou um ____ (animal) na ____ (lugar)." },
  { role: "assistant", content: "A menina comprou um dragão na padaria." },
  { role: "user", content: "Le facteur donne un ____ (objet) à mon ____ (animal)." },
  { role: "assistant", content: "Le facteur donne un canapé à mon hamster." },
];

// %% better-run
const betterRun = await mlflow.genai.evaluate({
  data: games,
  predictFn: gameWith(betterPrompt),
  scorers,
  runName: "better prompt",
});
betterRun

// %% better-rows
betterRun.table({ failuresFirst: true, maxRows: 6 })

// %% compare
import { compare } from "tunelab";

const comparison = compare(firstRun, betterRun, { names: ["first prompt", "better prompt"] });
comparison

// %% differences
comparison.plotDifferences()

// %% check-pairs #check
check.that(
  "the comparison has 20 rows of numbers",
  comparison.scores.every(({ pairs }) => pairs === games.length),
  comparison.scores.map(({ name, pairs }) => `${name}: ${pairs}`).join(", "),
  { hint: "Rows that failed have no pair: see firstRun.failures and betterRun.failures." },
)

// %% exercise #exercise
function hasNoBlank(answer: string): boolean {
  return true; // Replace true: is there no blank (____) left in the answer?
}

// %% check-exercise #check
check.equal(
  "answers without a blank",
  ["The cat sat on a chair.", "The ____ sat on a chair.", "The cat sat on a ____ (object)."].map(hasNoBlank),
  [true, false, false],
  { hint: "A text has a method includes." },
)

// %% solution #solution
const rescored = await mlflow.genai.evaluate({
  data: betterRun.results.map(({ inputs, outputs }) => ({ inputs, outputs })),
  scorers: [scorer(({ outputs }) => !String(outputs).includes("____"), { name: "no_blank_code" })],
  runName: "no blank left",
});
rescored.metrics

// %% my-numbers
const means = Object.keys(firstRun.metrics).filter((name) => name.endsWith("/mean"));
table(
  means.map((name) => ({
    "what": name,
    "first prompt": firstRun.metrics[name],
    "better prompt": betterRun.metrics[name],
  })),
  { caption: "My numbers", types: false },
)

// %% clean-up
import { deleteEverything } from "tunelab";

await mlflow.openai.autolog({ disable: true });
await mlflow.endRun();
console.log("Runs are kept by", mlflow.getTrackingUri());
await deleteEverything()
