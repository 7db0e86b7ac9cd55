import { resolve } from "node:path";
import { TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import { cleanForTape } from "./clean-text.js";
import { recordCalls } from "./record-calls.js";
import { isRecordedSetting } from "./replayed-settings.js";
import { replayCalls } from "./replay-calls.js";
import { readTapeCalls, readTapeFacts, TapeWriter, type TapeFacts } from "./tape-file.js";

/** Settings as a recording needs them: who answers, and each value with its name. */
export interface TapedSettings {
  readonly provider: TapeFacts["provider"];
  readonly values: ReadonlyMap<string, { readonly name: string; readonly value: string; readonly secret: boolean }>;
  get(name: string): string | undefined;
}

/** A recording that this process makes or plays back. */
export interface TapeInUse {
  readonly mode: "record" | "replay";
  readonly directory: string;
  /** One sentence for the person at the keyboard. */
  readonly notice: string;
  /** What the recording was made with, when it is played back. */
  readonly facts?: TapeFacts;
  /** Notes what a recording is made with; does nothing while one is played back. */
  note(connected: { readonly settings: TapedSettings; readonly model?: string }): void;
  /** Gives `fetch` back. */
  stop(): void;
}

const DEFAULT_SPEED = 10;

let inUse: TapeInUse | undefined;

/**
 * Starts to record or to play back what this process asks through `fetch`, if `TUNELAB_RECORD` or `TUNELAB_REPLAY` names
 * a folder; the first call decides for the whole process.
 *
 * Throws `no_recording` and `invalid_setting`.
 *
 * @example
 * useTape(settings)?.notice; // "Replay: …"
 */
export function useTape(settings: TapedSettings, env: NodeJS.ProcessEnv = process.env): TapeInUse | undefined {
  const [record, replay] = [settings.get("TUNELAB_RECORD"), settings.get("TUNELAB_REPLAY")];
  if (inUse !== undefined || (record === undefined && replay === undefined)) return inUse;
  const original = globalThis.fetch;
  const tape =
    record === undefined
      ? startReplay(resolve(replay!), settings, env)
      : startRecording(resolve(record), settings, env);
  inUse = {
    ...tape,
    stop: () => {
      globalThis.fetch = original;
      inUse = undefined;
    },
  };
  return inUse;
}

function startRecording(directory: string, settings: TapedSettings, env: NodeJS.ProcessEnv): Omit<TapeInUse, "stop"> {
  const startedAt = new Date();
  const secrets = [...settings.values.values()].filter(({ secret }) => secret).map(({ value }) => value);
  const options = { secrets, env, subscription: settings.get("AZURE_SUBSCRIPTION_ID") };
  const writer = new TapeWriter(directory, startedAt);
  globalThis.fetch = recordCalls(globalThis.fetch, writer, options);
  const before = writer.earlier === 0 ? "" : ` ${say("tape.earlier", { earlier: String(writer.earlier) })}`;
  return {
    mode: "record",
    directory,
    notice: say("tape.recording", { folder: directory, before }),
    note: ({ settings: resolved, model }) => {
      const kept = [...resolved.values.values()].filter(({ name, secret }) => !secret && isRecordedSetting(name));
      writer.note({
        format: 1,
        recordedAt: startedAt.toISOString(),
        provider: resolved.provider,
        model,
        settings: Object.fromEntries(kept.map(({ name, value }) => [name, cleanForTape(value, options)])),
      });
    },
  };
}

function startReplay(directory: string, settings: TapedSettings, env: NodeJS.ProcessEnv): Omit<TapeInUse, "stop"> {
  const facts = readTapeFacts(directory);
  const calls = readTapeCalls(directory);
  const speed = readSpeed(settings.get("TUNELAB_REPLAY_SPEED"));
  globalThis.fetch = replayCalls(calls, { speed, env });
  const day = facts.recordedAt.slice(0, 16).replace("T", " ");
  return {
    mode: "replay",
    directory,
    facts,
    notice: say("tape.replay", {
      day,
      provider: facts.provider,
      calls: String(calls.length),
      folder: directory,
      speed: String(speed),
    }),
    note: () => undefined,
  };
}

function readSpeed(text: string | undefined): number {
  if (!text) return DEFAULT_SPEED;
  const speed = Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new TunelabError(say("tape.badSpeed", { text }), {
    code: "invalid_setting",
    hint: say("tape.badSpeedHint"),
  });
}
