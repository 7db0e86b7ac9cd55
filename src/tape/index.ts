export { isRecordedSetting, replayedSettings } from "./replayed-settings.js";
export { replayCalls, type ReplayOptions } from "./replay-calls.js";
export type { TapeCall } from "./tape-file.js";
export { useTape, type TapedSettings, type TapeInUse } from "./use-tape.js";
