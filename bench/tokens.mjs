// Compares our encoder with js-tiktoken's on the same text, side by side in one run.
// Run after a build: node bench/tokens.mjs [path to a text file]
import { readFileSync } from "node:fs";
import { getEncoding as getPeer } from "js-tiktoken";
import { getEncoding } from "../dist/tokens/index.js";

const ROUNDS = 3;
const files = ["training_set_120.jsonl", "welcome_chat.jsonl"].map((name) =>
  readFileSync(new URL(`../notebooks/data/${name}`, import.meta.url), "utf8"),
);
const prose = process.argv[2] === undefined ? files.join("\n").repeat(10) : readFileSync(process.argv[2], "utf8");
// Other text in each round, but for prose, where our cache of pieces is part of what is measured.
const samples = {
  "prose, its pieces seen before": () => prose,
  "one long run": (round) => "a".repeat(2_000 + round),
  "no two pieces alike": (round) => uniquePieces(20_000, round),
};

function uniquePieces(count, round) {
  const start = round * count;
  return Array.from({ length: count }, (_, index) => `w${((start + index) * 2_654_435_761) % 4_294_967_296}`).join(" ");
}

function median(values) {
  return [...values].sort((left, right) => left - right)[values.length >> 1];
}

for (const name of ["o200k_base", "cl100k_base"]) {
  const start = performance.now();
  const ours = getEncoding(name);
  const loaded = performance.now();
  const peer = getPeer(name);
  const peerLoaded = performance.now();
  console.log(`${name}: load ${(loaded - start).toFixed(0)} ms, js-tiktoken ${(peerLoaded - loaded).toFixed(0)} ms`);
  for (const [label, make] of Object.entries(samples)) {
    let bytes = 0;
    const times = { ours: [], peer: [] };
    let same = true;
    for (let round = 0; round < ROUNDS; round += 1) {
      const text = make(round);
      bytes = Buffer.byteLength(text);
      const first = performance.now();
      const ids = ours.encodeOrdinary(text);
      const second = performance.now();
      const peerIds = peer.encode(text, [], []);
      const third = performance.now();
      times.ours.push(second - first);
      times.peer.push(third - second);
      same &&= ids.length === peerIds.length && ids.every((id, index) => id === peerIds[index]);
    }
    const megabytes = bytes / 2 ** 20;
    const speed = (values) => `${(megabytes / (median(values) / 1000)).toFixed(2)} MB/s`;
    const ratio = (median(times.peer) / median(times.ours)).toFixed(1);
    console.log(
      `  ${label} (${megabytes.toFixed(2)} MB): ${speed(times.ours)}, js-tiktoken ${speed(times.peer)}, ${ratio} times, same ids: ${same}`,
    );
  }
}
