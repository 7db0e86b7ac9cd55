import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSettings } from "../../src/client/index.js";
import { mapVolumePath, readCsv, readJsonl, splitDataset } from "../../src/datasets/index.js";
import { figure } from "../../src/display/index.js";
import { evaluate, validateEvaluationResults } from "../../src/evaluate/index.js";
import type * as LastResult from "../../src/evaluate/result/last-result.js";
import { RougeScoreEvaluator } from "../../src/evaluate/azure/evaluators/text-evaluators.js";
import { openLab } from "../../src/lab/index.js";
import { readModelConfiguration } from "../../src/models/index.js";
import { parsePromptyDocument } from "../../src/prompts/document/prompty-document.js";
import { readOptions } from "../../src/simulate/simulate-options.js";
import { getEncoding } from "../../src/tokens/index.js";
import { widgets } from "../../src/widgets/index.js";

const before = process.env.TUNELAB_LANGUAGE;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-mistakes-"));
  await writeFile(join(folder, "broken.jsonl"), '{"a": 1}\n{"a": \n');
  await writeFile(join(folder, "twice.csv"), "a,a\n1,2\n");
});
afterAll(async () => {
  if (before === undefined) delete process.env.TUNELAB_LANGUAGE;
  else process.env.TUNELAB_LANGUAGE = before;
  await rm(folder, { recursive: true, force: true });
});

/** What a learner does wrong, by a name for it. */
const mistakes = {
  "an option out of range": () => splitDataset([{ a: 1 }], { validationShare: 2 }),
  "a promise without await": () => splitDataset(Promise.resolve([]) as never),
  "a file that is not there": () => readJsonl("/nowhere/data.jsonl"),
  "a broken line": () => readJsonl(join(folder, "broken.jsonl")),
  "a column that is there twice": () => readCsv(join(folder, "twice.csv")),
  "the lab's placeholder in a path": () => mapVolumePath("/Volumes/<catalog_name>/default"),
  "a figure of an unknown column": () => figure({ data: [{ x: 1, y: 2 }], kind: "bar", x: "z", y: "y" }),
  "an evaluation of an unknown column": () =>
    evaluate({ data: [{ question: "q", answer: "a" }], predictions: "anwser", modelType: "text" }),
  // A module of its own: other tests of the process may have evaluated.
  "no evaluation before its result": async () => {
    const path = "../../src/evaluate/result/last-result.js?without-evaluations";
    const { lastResult } = (await import(/* @vite-ignore */ path)) as typeof LastResult;
    return lastResult();
  },
  "a threshold that is missed": () =>
    validateEvaluationResults(
      { exact_match: { threshold: 0.8, greaterIsBetter: true } },
      { metrics: { exact_match: 0.5 } },
    ),
  "a type that is none": () => new RougeScoreEvaluator({ rougeType: "rouge9" as never }),
  "a lab that is none": () => openLab("tune" as never),
  "no model": () => readModelConfiguration({ azure_endpoint: "https://x.openai.azure.com" } as never),
  "two providers at once": () =>
    readSettings({ env: { AZURE_OPENAI_ENDPOINT: "https://x.openai.azure.com", OPENAI_API_KEY: "sk" }, envFiles: [] }),
  "an endpoint that is no address": () => readSettings({ env: { AZURE_OPENAI_ENDPOINT: "x.azure" }, envFiles: [] }),
  "a setting of a prompt that is none": () =>
    parsePromptyDocument({ name: "a.prompty", text: "---\nname: a\nmodle: gpt\n---\nuser:\nHi\n" }),
  "a simulation without a text": () => readOptions({ target: () => ({}) } as never),
  "too many turns": () => readOptions({ target: () => ({}), text: "x", maxConversationTurns: 1000 } as never),
  "an encoding that is none": () => getEncoding("o300k" as never),
  "a slider that cannot stand there": () => widgets.slider({ min: 0, max: 1, step: 0.1, value: 2 }),
};

const said = async (name: keyof typeof mistakes): Promise<string> => {
  try {
    await (mistakes[name] as () => unknown)();
  } catch (error) {
    const { message, hint } = error as { message: string; hint: string };
    return `${message} ${hint}`.replaceAll(folder, "DIR").replaceAll(process.cwd(), "CWD");
  }
  return "nothing was thrown";
};

type Said = Readonly<Record<"en" | "pt-BR" | "fr", string>>;

const expected: Readonly<Record<keyof typeof mistakes, Said>> = {
  "an option out of range": {
    en: "validationShare must be 0 to 1, got 2. 0.2 keeps a fifth of the rows for validation.",
    "pt-BR": "validationShare deve ser de 0 a 1, foi 2. 0.2 deixa um quinto das linhas para validação.",
    fr: "validationShare doit être de 0 à 1, c'était 2. 0.2 garde un cinquième des lignes pour la validation.",
  },
  "a promise without await": {
    en: "The dataset must be a list of rows or a DataFrame, got object. Pass what readCsv or readJsonl returned (with await), or a DataFrame of toDataFrame.",
    "pt-BR":
      "O conjunto de dados: era esperada uma lista de linhas ou um DataFrame, veio object. Passe o que readCsv ou readJsonl devolveu (com await), ou um DataFrame de toDataFrame.",
    fr: "Le jeu de données : une liste de lignes ou un DataFrame est attendu, reçu object. Passez ce que readCsv ou readJsonl a renvoyé (avec await), ou un DataFrame de toDataFrame.",
  },
  "a file that is not there": {
    en: "The file /nowhere/data.jsonl cannot be read. Check the name and the folder: relative paths start at CWD.",
    "pt-BR":
      "O arquivo /nowhere/data.jsonl não pode ser lido. Confira o nome e a pasta: caminhos relativos começam em CWD.",
    fr: "Le fichier /nowhere/data.jsonl ne peut pas être lu. Vérifiez le nom et le dossier : les chemins relatifs partent de CWD.",
  },
  "a broken line": {
    en: 'Line 2 of DIR/broken.jsonl is not JSON: Unexpected end of JSON input. It starts with {"a":  Each line must be one whole JSON value. Open the file at that line, or use streamJsonl to go past it.',
    "pt-BR":
      'A linha 2 de DIR/broken.jsonl não é JSON: Unexpected end of JSON input. Começa com {"a":  Cada linha deve ser um valor JSON inteiro. Abra o arquivo nessa linha, ou use streamJsonl para passar por ela.',
    fr: 'La ligne 2 de DIR/broken.jsonl n\'est pas du JSON : Unexpected end of JSON input. Elle commence par {"a":  Chaque ligne doit être une valeur JSON entière. Ouvrez le fichier à cette ligne, ou utilisez streamJsonl pour la passer.',
  },
  "a column that is there twice": {
    en: "The header of DIR/twice.csv names the column 'a' twice. Rename one of them in the file: rows are read by the columns' names.",
    "pt-BR":
      "O cabeçalho de DIR/twice.csv tem a coluna 'a' duas vezes. Renomeie uma delas no arquivo: as linhas são lidas pelos nomes das colunas.",
    fr: "L'en-tête de DIR/twice.csv a deux fois la colonne 'a'. Renommez l'une d'elles dans le fichier : les lignes sont lues par les noms des colonnes.",
  },
  "the lab's placeholder in a path": {
    en: '<catalog_name> in "/Volumes/<catalog_name>/default" is a placeholder that is still to be replaced. Write a name of yours instead of <catalog_name>, for example main for a catalog: /Volumes/main/default/fine_tuning.',
    "pt-BR":
      '<catalog_name> em "/Volumes/<catalog_name>/default" é um marcador que ainda precisa ser substituído. Escreva um nome seu em vez de <catalog_name>, por exemplo main para um catálogo: /Volumes/main/default/fine_tuning.',
    fr: "<catalog_name> dans « /Volumes/<catalog_name>/default » est un texte encore à remplacer. Écrivez un nom à vous au lieu de <catalog_name>, par exemple main pour un catalogue : /Volumes/main/default/fine_tuning.",
  },
  "a figure of an unknown column": {
    en: 'There is no column "z" for x. The columns are: x, y.',
    "pt-BR": 'Não há coluna "z" para x. As colunas são: x, y.',
    fr: "Il n'y a pas de colonne « z » pour x. Les colonnes sont : x, y.",
  },
  "an evaluation of an unknown column": {
    en: "The data have no column 'anwser', which predictions names. The columns are question, answer.",
    "pt-BR": "Os dados não têm coluna 'anwser', que predictions indica. As colunas são question, answer.",
    fr: "Les données n'ont pas de colonne 'anwser', que predictions nomme. Les colonnes sont question, answer.",
  },
  "no evaluation before its result": {
    en: "There was no evaluation in this session. Run mlflow.evaluate or mlflow.genai.evaluate first; after a restart of the kernel, mlflow.searchRuns() lists what was recorded.",
    "pt-BR":
      "Não houve avaliação nesta sessão. Execute antes mlflow.evaluate ou mlflow.genai.evaluate; depois de reiniciar o kernel, mlflow.searchRuns() lista o que foi gravado.",
    fr: "Il n'y a pas eu d'évaluation dans cette session. Exécutez d'abord mlflow.evaluate ou mlflow.genai.evaluate ; après un redémarrage du noyau, mlflow.searchRuns() liste ce qui a été enregistré.",
  },
  "a threshold that is missed": {
    en: "The result does not pass: exact_match is 0.5, and must be at least 0.8. Look at the rows that score worst: result.table({ failuresFirst: true }).",
    "pt-BR":
      "O resultado não passa: exact_match é 0.5, e deve ser pelo menos 0.8. Veja as linhas com a pior pontuação: result.table({ failuresFirst: true }).",
    fr: "Le résultat n'est pas validé : exact_match est 0.5, et doit être au moins 0.8. Regardez les lignes les moins bien notées : result.table({ failuresFirst: true }).",
  },
  "a type that is none": {
    en: 'rougeType must be one of rouge1, rouge2, rouge3, rouge4, rouge5, rougeL, got "rouge9". Write new RougeScoreEvaluator({ rougeType: "rougeL" }).',
    "pt-BR":
      'rougeType deve ser um de rouge1, rouge2, rouge3, rouge4, rouge5, rougeL, foi "rouge9". Escreva new RougeScoreEvaluator({ rougeType: "rougeL" }).',
    fr: 'rougeType doit être l\'un de rouge1, rouge2, rouge3, rouge4, rouge5, rougeL, c\'était "rouge9". Écrivez new RougeScoreEvaluator({ rougeType: "rougeL" }).',
  },
  "a lab that is none": {
    en: 'There is no lab "tune". The labs are welcome, fine-tune, databricks, evaluate, simulate.',
    "pt-BR": 'Não há laboratório "tune". Os laboratórios são welcome, fine-tune, databricks, evaluate, simulate.',
    fr: "Il n'y a pas de labo « tune ». Les labos sont welcome, fine-tune, databricks, evaluate, simulate.",
  },
  "no model": {
    en: "The model configuration has azure_endpoint, which names neither an Azure deployment nor an OpenAI model. Give azure_endpoint, azure_deployment and api_key for Azure, or model, api_key and, for other servers, base_url. In a lab, run the cell with openLab first: it sets the environment variables that these come from.",
    "pt-BR":
      "A configuração do modelo tem azure_endpoint, o que não indica nem uma implantação do Azure nem um modelo da OpenAI. Dê azure_endpoint, azure_deployment e api_key para o Azure, ou model, api_key e, para outros servidores, base_url. Num laboratório, execute antes a célula com openLab: ela define as variáveis de ambiente de onde eles vêm.",
    fr: "La configuration du modèle contient : azure_endpoint. Cela ne nomme ni un déploiement Azure ni un modèle d'OpenAI. Donnez azure_endpoint, azure_deployment et api_key pour Azure, ou model, api_key et, pour d'autres serveurs, base_url. Dans un labo, exécutez d'abord la cellule avec openLab : elle définit les variables d'environnement d'où ils viennent.",
  },
  "two providers at once": {
    en: "The settings contradict each other. AZURE_OPENAI_ENDPOINT means Azure, OPENAI_API_KEY means OpenAI. Unset what you do not mean (see the table of settings), or choose with TUNELAB_PROVIDER=azure or openai.",
    "pt-BR":
      "As configurações se contradizem. AZURE_OPENAI_ENDPOINT indica Azure, OPENAI_API_KEY indica OpenAI. Remova as que não quer (veja a tabela de configurações), ou escolha com TUNELAB_PROVIDER=azure ou openai.",
    fr: "Les réglages se contredisent. AZURE_OPENAI_ENDPOINT désigne Azure, OPENAI_API_KEY désigne OpenAI. Retirez ceux que vous ne voulez pas (voir le tableau des réglages), ou choisissez avec TUNELAB_PROVIDER=azure ou openai.",
  },
  "an endpoint that is no address": {
    en: 'AZURE_OPENAI_ENDPOINT (environment) is "x.azure": it must be an address with http:// or https://. Correct AZURE_OPENAI_ENDPOINT where it is set, or unset it.',
    "pt-BR":
      'AZURE_OPENAI_ENDPOINT (ambiente) é "x.azure": deve ser um endereço com http:// ou https://. Corrija AZURE_OPENAI_ENDPOINT onde está definida, ou remova a definição.',
    fr: "AZURE_OPENAI_ENDPOINT (environnement) est « x.azure » : ce doit être une adresse avec http:// ou https://. Corrigez AZURE_OPENAI_ENDPOINT là où elle est définie, ou retirez-la.",
  },
  "a setting of a prompt that is none": {
    en: "a.prompty:3: there is no setting modle. Remove it, or use one of: name, displayName, description, version, authors, tags, metadata, model, inputs, outputs, sample, template, environment, base, additional_includes, language, format, $schema.",
    "pt-BR":
      "a.prompty:3: não há configuração modle. Retire-a, ou use uma de: name, displayName, description, version, authors, tags, metadata, model, inputs, outputs, sample, template, environment, base, additional_includes, language, format, $schema.",
    fr: "a.prompty:3: il n'y a pas de réglage modle. Retirez-le, ou utilisez l'un de : name, displayName, description, version, authors, tags, metadata, model, inputs, outputs, sample, template, environment, base, additional_includes, language, format, $schema.",
  },
  "a simulation without a text": {
    en: "The text to ask about is empty. Pass text: the text of a file, or of await wikipediaSummary(…); or pass conversationTurns.",
    "pt-BR":
      "O texto sobre o qual perguntar está vazio. Passe text: o texto de um arquivo, ou de await wikipediaSummary(…); ou passe conversationTurns.",
    fr: "Le texte sur lequel poser des questions est vide. Passez text : le texte d'un fichier, ou de await wikipediaSummary(…) ; ou passez conversationTurns.",
  },
  "too many turns": {
    en: "maxConversationTurns must be a whole number from 1 to 100, got 1000. Leave maxConversationTurns out to use its default.",
    "pt-BR":
      "maxConversationTurns deve ser um número inteiro de 1 a 100, foi 1000. Deixe maxConversationTurns de fora para usar o valor padrão.",
    fr: "maxConversationTurns doit être un nombre entier de 1 à 100, c'était 1000. Omettez maxConversationTurns pour utiliser sa valeur par défaut.",
  },
  "an encoding that is none": {
    en: '"o300k" is not an encoding. Use one of o200k_base, cl100k_base, p50k_base, p50k_edit, r50k_base, gpt2; today\'s models use o200k_base.',
    "pt-BR":
      '"o300k" não é uma codificação. Use uma de o200k_base, cl100k_base, p50k_base, p50k_edit, r50k_base, gpt2; os modelos de hoje usam o200k_base.',
    fr: "« o300k » n'est pas un encodage. Prenez l'un de o200k_base, cl100k_base, p50k_base, p50k_edit, r50k_base, gpt2 ; les modèles d'aujourd'hui utilisent o200k_base.",
  },
  "a slider that cannot stand there": {
    en: "A slider from 0 to 1 in steps of 0.1 cannot stand at 2. min must be less than max, step more than 0, and value between min and max.",
    "pt-BR":
      "Um controle deslizante de 0 a 1 em passos de 0.1 não pode ficar em 2. min deve ser menor que max, step maior que 0, e value entre min e max.",
    fr: "Un curseur de 0 à 1 par pas de 0.1 ne peut pas être à 2. min doit être inférieur à max, step supérieur à 0, et value entre min et max.",
  },
};

describe.each(["en", "pt-BR", "fr"] as const)("in %s", (language) => {
  it.each(Object.keys(mistakes) as (keyof typeof mistakes)[])("%s is explained", async (name) => {
    process.env.TUNELAB_LANGUAGE = language;
    expect(await said(name)).toBe(expected[name][language]);
  });
});
