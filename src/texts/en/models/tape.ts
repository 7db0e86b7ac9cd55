export const tape = {
  "tape.both": "TUNELAB_RECORD and TUNELAB_REPLAY are both set.",
  "tape.bothHint": "Unset TUNELAB_REPLAY to record a real run, or TUNELAB_RECORD to play one back.",
  "tape.none": "{folder} holds no recording: {reason}.",
  "tape.noneHint":
    "Run the notebook once with TUNELAB_RECORD set to a folder, then set TUNELAB_REPLAY to the same folder.",
  "tape.format": "its format is {format}, and this version reads 1",
  "tape.badSpeed": 'TUNELAB_REPLAY_SPEED is "{text}": it must be a number above 0.',
  "tape.badSpeedHint": "1 is as fast as it was recorded, 10 ten times as fast.",
  "tape.earlier": "It holds {earlier} call(s) of earlier runs, which stay in it.",
  "tape.recording":
    "Recording: every call of this notebook is written to {folder}, without keys, tokens and subscription ids, but with questions and answers.{before}",
  "tape.replay":
    'Replay: nothing is sent anywhere. Every answer below was recorded on {day} UTC with the provider "{provider}" ({calls} calls in {folder}) and comes {speed} times as fast (TUNELAB_REPLAY_SPEED).',
} as const;
