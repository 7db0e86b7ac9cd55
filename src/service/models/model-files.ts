import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, isAbsolute, join, resolve } from "node:path";
import { findProjectRoot, mayCarryKeys, TunelabError } from "../../core/index.js";
import { GgufFile, TUNABLE_ARCHITECTURES } from "../../training/index.js";
import { downloadFile, type DownloadOptions } from "./download-file.js";
import { modelIdOf } from "../inference/index.js";
import { KNOWN_MODELS, type CatalogModel } from "./known-models.js";

/** Folder of the models: `.tunelab/models` in the project. */
export function modelsFolder(): string {
  return join(findProjectRoot(), ".tunelab", "models");
}

/**
 * GGUF files in the models folder, by name.
 *
 * @example
 * listModelFiles(); // ["SmolLM2-135M-Instruct.Q4_1.gguf"] after npm run setup
 */
export function listModelFiles(folder: string = modelsFolder()): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.toLowerCase().endsWith(".gguf")) : [];
}

/** What a GGUF file says about itself, read without its weights. */
export interface ModelFileFacts {
  readonly id: string;
  readonly bytes: number;
  readonly architecture: string;
  readonly licence: string | undefined;
  readonly contextTokens: number | undefined;
  readonly hasChatTemplate: boolean;
  /** Whether this project can tune the architecture. */
  readonly tunable: boolean;
}

/**
 * Reads the facts of a GGUF file. Throws `invalid_gguf` for one that is damaged or no GGUF.
 *
 * @example
 * readModelFacts("models/SmolLM2-135M-Instruct.Q4_1.gguf").contextTokens; // 8192
 */
export function readModelFacts(path: string): ModelFileFacts {
  const file = GgufFile.open(path);
  try {
    const text = (key: string): string | undefined => {
      const value = file.metadata.get(key);
      return typeof value === "string" ? value : undefined;
    };
    const architecture = text("general.architecture") ?? "unknown";
    const context = file.metadata.get(`${architecture}.context_length`);
    return {
      id: modelIdOf(path),
      bytes: statSync(path).size,
      architecture,
      licence: text("general.license"),
      contextTokens: context === undefined ? undefined : Number(context),
      hasChatTemplate: text("tokenizer.chat_template") !== undefined,
      tunable: (TUNABLE_ARCHITECTURES as readonly string[]).includes(architecture),
    };
  } finally {
    file.close();
  }
}

/** Options of {@link obtainModel}. */
export interface ObtainOptions extends Omit<DownloadOptions, "headers"> {
  /** @default the project's models folder */
  readonly folder?: string;
  /** HF_ENDPOINT and HF_TOKEN are read from it. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds a model by its name in the catalogue, a path, or an `hf:` or `https:` address, and downloads it if it is not
 * here under the same file name; an interrupted download goes on where it stopped. Returns the path of the GGUF file.
 *
 * Throws `unknown_model`, `download_failed`, `wrong_checksum`, or `invalid_setting` where HF_TOKEN would go unencrypted.
 *
 * @example
 * const path = await obtainModel("qwen2.5-0.5b-instruct");
 */
export async function obtainModel(name: string, options: ObtainOptions = {}): Promise<string> {
  const { folder = modelsFolder(), environment = process.env } = options;
  const known = KNOWN_MODELS.find((model) => model.name === name);
  const direct = isAbsolute(name) ? name : resolve(name);
  if (known === undefined && name.toLowerCase().endsWith(".gguf") && existsSync(direct)) return direct;
  const inFolder = join(folder, known?.file ?? name);
  if (existsSync(inFolder) && statSync(inFolder).isFile()) {
    if (known !== undefined) await checkSum(inFolder, known);
    return inFolder;
  }
  const uri = known?.uri ?? (/^(hf|https?):/.test(name) ? name : undefined);
  if (uri === undefined) {
    throw new TunelabError(`There is no model called ${JSON.stringify(name)} here or in the catalogue.`, {
      code: "unknown_model",
      hint: "tunelab model list shows the names; a path of a GGUF file or an hf: address works too. npm run setup fetches the default model.",
    });
  }
  const url = toDownloadUrl(uri, environment);
  const path = join(folder, known?.file ?? fileNameOf(url));
  if (!existsSync(path)) {
    await mkdir(folder, { recursive: true });
    const token = uri.startsWith("hf:") ? environment["HF_TOKEN"] : undefined;
    if (token && !mayCarryKeys(url)) {
      throw new TunelabError(`HF_TOKEN would travel unencrypted to ${new URL(url).origin}.`, {
        code: "invalid_setting",
        hint: "Let HF_ENDPOINT start with https://, or unset HF_TOKEN for a mirror that needs none.",
      });
    }
    await downloadFile(url, path, { ...options, ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}) });
  }
  if (known !== undefined) await checkSum(path, known);
  return path;
}

/**
 * Web address of a file, from its own or from `hf:user/repository/file.gguf`, with `#branch` where it is not on main.
 *
 * HF_ENDPOINT replaces https://huggingface.co, for a mirror.
 *
 * @example
 * toDownloadUrl("hf:Qwen/Qwen2.5-0.5B-Instruct-GGUF/qwen2.5-0.5b-instruct-q4_k_m.gguf", {});
 * // "https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct-GGUF/resolve/main/qwen2.5-0.5b-instruct-q4_k_m.gguf"
 */
export function toDownloadUrl(uri: string, environment: Readonly<Record<string, string | undefined>>): string {
  if (!uri.startsWith("hf:")) return uri;
  const [, user, repository, file, branch = "main"] = /^hf:([^/#]+)\/([^/#]+)\/([^#]+)(?:#(.+))?$/.exec(uri) ?? [];
  if (user === undefined || repository === undefined || file === undefined || !/\.gguf$/i.test(file)) {
    throw new TunelabError(`${uri} does not name a GGUF file.`, {
      code: "unknown_model",
      hint: "Write hf:user/repository/file.gguf, as in hf:Qwen/Qwen2.5-0.5B-Instruct-GGUF/qwen2.5-0.5b-instruct-q4_k_m.gguf.",
    });
  }
  const host = (environment["HF_ENDPOINT"] || "https://huggingface.co").replace(/\/+$/, "");
  return `${host}/${user}/${repository}/resolve/${encodeURIComponent(branch)}/${file}`;
}

/** The file that an address ends with, as a name in the models folder. */
function fileNameOf(url: string): string {
  const name = decodeURIComponent(basename(new URL(url).pathname));
  if (/^[^\\/]+\.gguf$/i.test(name)) return name;
  throw new TunelabError(`${url} does not end with the name of a GGUF file.`, {
    code: "unknown_model",
    hint: "Use the address of the file itself, which ends with .gguf.",
  });
}

async function checkSum(path: string, model: CatalogModel): Promise<void> {
  if (model.sha256 === undefined) return;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  const digest = hash.digest("hex");
  if (digest === model.sha256) return;
  throw new TunelabError(`${path} has SHA-256 ${digest}, but ${model.name} has ${model.sha256}.`, {
    code: "wrong_checksum",
    hint: "Delete the file and fetch it again.",
  });
}
