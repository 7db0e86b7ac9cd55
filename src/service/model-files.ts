import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { findProjectRoot, TunelabError } from "../core/index.js";
import { GgufFile, TUNABLE_ARCHITECTURES } from "../training/index.js";
import { modelIdOf } from "./inference/index.js";
import { MODEL_CATALOG, type CatalogModel } from "./model-catalog.js";

/** Folder of the models: `.tunelab/models` in the project. */
export function modelsFolder(): string {
  return join(findProjectRoot(), ".tunelab", "models");
}

/** GGUF files in the models folder, by name. */
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

/** Reads the facts of a GGUF file. Throws `invalid_gguf` for one that is damaged or no GGUF. */
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
export interface ObtainOptions {
  /** @default the project's models folder */
  readonly folder?: string;
  /** Called with the share that has arrived, 0 to 1, and the bytes in all. */
  readonly onProgress?: (share: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
  /** Longest time without a byte, in milliseconds, after which the download is given up. @default 60000 */
  readonly stallMs?: number;
}

/**
 * Finds a model by its name in the catalogue, a path, or an `hf:` or `https:` address, and downloads it if it is not
 * here; an interrupted download goes on where it stopped. Returns the path of the GGUF file.
 *
 * Throws `unknown_model`, `download_failed`, or `wrong_checksum`.
 *
 * @example
 * const path = await obtainModel("qwen2.5-0.5b-instruct");
 */
export async function obtainModel(name: string, options: ObtainOptions = {}): Promise<string> {
  const folder = options.folder ?? modelsFolder();
  const known = MODEL_CATALOG.find((model) => model.name === name);
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
  await mkdir(folder, { recursive: true });
  const path = await download(uri, folder, options);
  if (known !== undefined) await checkSum(path, known);
  return path;
}

async function download(uri: string, folder: string, options: ObtainOptions): Promise<string> {
  const { onProgress, signal, stallMs = 60_000 } = options;
  const { createModelDownloader } = await import("node-llama-cpp");
  // The downloader itself goes on trying an address that does not answer for as long as it is let.
  const stalled = new AbortController();
  const giveUp = (): void => stalled.abort(new Error(`nothing arrived for ${Math.round(stallMs / 1000)} s`));
  let timer = setTimeout(giveUp, stallMs);
  const ended = signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]);
  const aborted = new Promise<never>((_, reject) => {
    ended.addEventListener("abort", () => reject(ended.reason as Error), { once: true });
  });
  const work = async (): Promise<string> => {
    const downloader = await createModelDownloader({
      modelUri: uri,
      dirPath: folder,
      skipExisting: true,
      deleteTempFileOnCancel: false,
      onProgress: ({ totalSize, downloadedSize }) => {
        clearTimeout(timer);
        timer = setTimeout(giveUp, stallMs);
        onProgress?.(downloadedSize / totalSize, totalSize);
      },
    });
    return downloader.download({ signal: ended });
  };
  try {
    return await Promise.race([work(), aborted]);
  } catch (cause) {
    throw new TunelabError(`The model could not be downloaded from ${uri}: ${(cause as Error).message}`, {
      code: "download_failed",
      hint: "Check the network and run the command again: it goes on where it stopped. A GGUF file from elsewhere works by its path.",
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
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
