import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolderSync, TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";

/** A body as it is kept: text, bytes, or the pieces of a stream with the milliseconds after the headers. */
export type TapeBody =
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly pieces: readonly (readonly [ms: number, text: string])[] };

/** What was asked, without headers: they carry the key, and nothing that a replay needs. */
export interface TapeRequest {
  readonly method: string;
  readonly url: string;
  /** The body in a form that is the same for the same question; uploads as name, size and SHA-256. */
  readonly body: string;
}

/** What came back. */
export interface TapeResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: TapeBody;
}

/** One call of a recording: answered, or failed before an answer came. */
export interface TapeCall {
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  /** Until the answer's headers or the failure came, in milliseconds. */
  readonly waitMs: number;
  readonly request: TapeRequest;
  readonly response?: TapeResponse;
  readonly failure?: { readonly message: string; readonly code?: string };
}

/** What a recording was made with; secrets are not in it. */
export interface TapeFacts {
  readonly format: 1;
  /** ISO 8601. */
  readonly recordedAt: string;
  readonly provider: "azure" | "openai" | "embedded";
  /** Model that really answered, where it was known without a call. */
  readonly model?: string;
  /** Settings by name, as the notebook saw them. */
  readonly settings: Readonly<Record<string, string>>;
}

const FACTS = "recording.json";
const CALLS = /^calls-.*\.jsonl$/;

/** A recording that is being made: a folder with facts about it and a file of calls for each kernel that takes part. */
export class TapeWriter {
  readonly file: string;
  /** Calls that the folder held before this one. */
  readonly earlier: number;

  constructor(
    readonly directory: string,
    startedAt: Date,
  ) {
    makeFolderSync(directory, { mode: 0o700 });
    this.earlier = readCalls(directory).length;
    this.file = join(directory, `calls-${startedAt.toISOString().replace(/[:.]/g, "-")}-${process.pid}.jsonl`);
  }

  /** Appends a call at once, so that a kernel that dies loses none that were answered. */
  add(call: TapeCall): void {
    appendFileSync(this.file, `${JSON.stringify(call)}\n`, { mode: 0o600 });
  }

  /** Notes what the recording was made with. */
  note(facts: TapeFacts): void {
    writeFileSync(join(this.directory, FACTS), `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  }
}

/**
 * Reads what a recording was made with. Throws `no_recording` where the folder holds none.
 *
 * @example
 * readTapeFacts("recordings/azure-lab-01").provider; // "azure"
 */
export function readTapeFacts(directory: string): TapeFacts {
  try {
    const facts = JSON.parse(readFileSync(join(directory, FACTS), "utf8")) as TapeFacts;
    if (facts.format === 1) return facts;
    throw new Error(say("tape.format", { format: String(facts.format) }));
  } catch (cause) {
    throw new TunelabError(say("tape.none", { folder: directory, reason: (cause as Error).message }), {
      code: "no_recording",
      hint: say("tape.noneHint"),
      cause,
    });
  }
}

/** Reads the calls of a recording in the order in which they were made. */
export function readTapeCalls(directory: string): TapeCall[] {
  readTapeFacts(directory);
  return readCalls(directory).sort((left, right) => left.at - right.at);
}

function readCalls(directory: string): TapeCall[] {
  return readdirSync(directory)
    .filter((name) => CALLS.test(name))
    .flatMap((name) => readFileSync(join(directory, name), "utf8").split("\n"))
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as TapeCall];
      } catch {
        // The last line of a kernel that died while writing it.
        return [];
      }
    });
}
