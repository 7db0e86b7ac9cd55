// How long the static picture of a figure takes, and how much memory its worker thread adds.
// Run after a build: node bench/static-figures.mjs
import { figure } from "../dist/index.js";

const RUNS = 5;
const points = (count) =>
  Array.from({ length: count }, (_, i) => ({ x: i, y: Math.sin(i / 20) + (i % 7) / 10, name: `c${i % 5}` }));

const FIGURES = {
  "line, 200 points": { data: points(200), kind: "line", x: "x", y: "y" },
  "histogram, 1,000 values": { data: points(1000), kind: "histogram", x: "y" },
  "bar, 5 bars": { data: points(5), kind: "bar", x: "name", y: "y" },
  "scatter, 2,000 points": { data: points(2000), kind: "scatter", x: "x", y: "y" },
  "scatter, 100,000 points (2,000 drawn)": { data: points(100_000), kind: "scatter", x: "x", y: "y" },
};

const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);

async function time(options) {
  const started = performance.now();
  const { png } = await figure(options).toPicture();
  return { milliseconds: performance.now() - started, kilobytes: Math.round((png.length * 3) / 4 / 1024) };
}

const before = megabytes();
const first = await time(FIGURES["line, 200 points"]);
console.log(`first figure, worker started: ${first.milliseconds.toFixed(0)} ms; memory ${before} -> ${megabytes()} MB`);
for (const [name, options] of Object.entries(FIGURES)) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await time(options));
  const middle = runs.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)[Math.floor(RUNS / 2)];
  console.log(`${name}: median ${middle.toFixed(0)} ms of ${RUNS}, PNG ${runs[0].kilobytes} KB`);
}
