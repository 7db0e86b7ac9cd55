import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { dictionary as en } from "../../src/portal/i18n/en/index.js";
import { dictionary as fr } from "../../src/portal/i18n/fr/index.js";
import { dictionary as pt } from "../../src/portal/i18n/pt-BR/index.js";

const SOURCE = resolve(import.meta.dirname, "../../src/portal");
const DICTIONARIES = { en, "pt-BR": pt, fr } as const;
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

/** Codes of calls that no page makes, and those that say too little for a sentence of their own. */
const LEFT_AS_THEY_ARE = [
  "400",
  "403",
  "AuthenticationFailed",
  "ExpiredAuthenticationToken",
  "InvalidApiVersionParameter",
  "InvalidAuthenticationToken",
  "MissingApiVersionParameter",
  "UnsupportedMediaType",
  "invalid_content_type",
  "invalid_function_parameters",
  "invalid_json_schema",
  "invalid_multipart",
  "invalid_option",
  "invalid_upload_status",
  "template_unsuited",
  "token_used",
  "trainer_closed",
  "unreadable_line",
];

describe("texts of the portal", () => {
  it.each(["pt-BR", "fr"] as const)("in %s have the English ones' parameters and forms", (language) => {
    const differing = Object.entries(en).filter(([key, text]) => {
      const other = DICTIONARIES[language][key as keyof typeof en];
      return (
        placeholders(other).join() !== placeholders(text).join() || other.split("|").length !== text.split("|").length
      );
    });
    expect(differing).toEqual([]);
  });

  it.each(Object.keys(DICTIONARIES) as (keyof typeof DICTIONARIES)[])("in %s are never empty", (language) => {
    expect(Object.entries(DICTIONARIES[language]).filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("are all used", () => {
    const source = listFiles(SOURCE)
      .filter((file) => !file.includes("/i18n/"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    // Keys that are put together in the code, such as `jobs.status.${status}`.
    const prefixes = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1]!).concat("failure.");
    const unused = Object.keys(en).filter(
      (key) => !source.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  // Names as the labs' own texts print them; a learner looks for these words.
  it.each([
    ["chat.setup", "Assistant setup", null, null],
    ["chat.addExample", "Add an example", null, null],
    ["chat.save", "Save changes", null, null],
    ["chat.updateTitle", "Update system message?", null, null],
    ["chat.continue", "Continue", null, null],
    ["chat.userMessage", "User message", null, null],
    ["chat.send", "Send", null, null],
    ["chat.session", "Chat session", null, null],
    ["nav.jobs", "Fine-tuning", "Ajuste fino", "Ajustement"],
    ["createJob.method", "Customization method", "Método de personalização", "Méthode de personnalisation"],
    ["createJob.suffix", "Model suffix", "Sufixo do modelo", "Suffixe de modèle"],
    ["createJob.training", "Training data", "Dados de treinamento", "Données d'apprentissage"],
    ["createJob.validation", "Validation data", "Dados de validação", "Données de validation"],
    ["createJob.parameters", "Task parameters", "Parâmetros da tarefa", "Paramètres de tâche"],
    ["jobs.tab.metrics", "Metrics", "Métricas", "Mesures"],
    ["jobs.tab.logs", "Logs", "Logs", "Journaux"],
    ["deploy.name", "Deployment name", "Nome da implantação", "Nom du déploiement"],
    ["deploy.type", "Deployment type", "Tipo de implantação", "Type de déploiement"],
    ["deploy.state", "Provisioning state", "Estado de provisionamento", "État d'approvisionnement"],
    ["deploy.dynamic", "Enable dynamic quota", "Habilitar cota dinâmica", null],
    ["action.openInPlayground", "Open in playground", "Abrir no playground", "Ouvrir dans le terrain de jeu"],
  ] as const)("call %s by the labs' words", (key, english, portuguese, french) => {
    expect(en[key]).toBe(english);
    if (portuguese !== null) expect(pt[key]).toBe(portuguese);
    if (french !== null) expect(fr[key]).toBe(french);
  });
});

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

describe("refusals of the service", () => {
  it("have a sentence of the portal for every code, or are left to the service's words by name", () => {
    const service = resolve(import.meta.dirname, "../../src/service");
    const source = ["http", "portal", "jobs"]
      .flatMap((folder) => listFiles(join(service, folder)))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const named = [
      ...source.matchAll(/\bcode: "(\w+)"/g),
      ...source.matchAll(/badRequest\([^;]*?, (?:"[\w.]+"|null|\w+), "(\w+)"\)/g),
    ];
    const unknown = [...new Set(named.map((match) => match[1]!))].filter(
      (code) => !Object.hasOwn(en, `failure.${code}`),
    );
    expect(unknown.sort()).toEqual(LEFT_AS_THEY_ARE);
  });
});
