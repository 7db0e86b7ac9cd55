// Compares the two compilers of the kernel, ours over typescript and tslab's, without the kernel around them.
//
//   npm run build && node --expose-gc bench/compiler.mjs [typescript|tslab] [cells]
//
// Each compiler is measured in a process of its own. Times are milliseconds of one run; on a busy machine compare the
// columns, not the figures. Memory is after a collection: the heap, and all that the process holds.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const MEASURED = process.env.BENCH_COMPILER;
if (MEASURED === undefined) compareAll();
else await measure(MEASURED, Number(process.argv[2] ?? 3_000));

function compareAll() {
  const names = process.argv[2] === undefined ? ["typescript", "tslab"] : [process.argv[2]];
  const columns = names.map((name) => {
    const cells = process.argv[3] ?? (name === "tslab" ? "300" : "3000");
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--expose-gc", fileURLToPath(import.meta.url), cells],
      { encoding: "utf8", env: { ...process.env, BENCH_COMPILER: name, TUNELAB_COMPILER: name } },
    );
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    return JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1));
  });
  console.log(`| | ${names.join(" | ")} |\n|---|${names.map(() => "---:|").join("")}`);
  for (const row of new Set(columns.flatMap((column) => Object.keys(column)))) {
    console.log(`| ${row} | ${columns.map((column) => column[row] ?? "–").join(" | ")} |`);
  }
}

async function measure(name, cells) {
  const figures = {};
  const started = performance.now();
  const { selectCompiler } = await import("../dist/kernel/compiler/index.js");
  const compiler = selectCompiler();
  compiler.warmUp();
  figures["load and warm up, ms"] = (performance.now() - started).toFixed(0);

  const run = (code) => {
    const from = performance.now();
    const outcome = compiler.compile({ label: "Cell", code, directory: process.cwd() });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics));
    compiler.commit();
    return performance.now() - from;
  };
  figures["first 1+1, ms"] = run("1+1").toFixed(1);

  const trivial = Array.from({ length: 300 }, () => run("1+1"));
  figures["trivial cell 20 to 40, median ms"] = median(trivial.slice(20, 40)).toFixed(2);
  figures["trivial cell 280 to 300, median ms"] = median(trivial.slice(280)).toFixed(2);

  compiler.forget();
  const times = [];
  for (let cell = 1; cell <= cells; cell++) {
    times.push(run(cellOf(cell)));
    if (cell === 300) {
      figures["cell 20 to 40 of a growing notebook, median ms"] = median(times.slice(20, 40)).toFixed(2);
      figures["cell 280 to 300 of it, median ms"] = median(times.slice(280)).toFixed(2);
      figures["300 cells, s"] = (sum(times) / 1_000).toFixed(2);
      Object.assign(figures, memory("300"));
      figures["complete a member, median ms"] = questionTime(() => compiler.complete("row1.na", 7, process.cwd()));
      figures["complete a name, median ms"] = questionTime(() => compiler.complete("conso", 5, process.cwd()));
      figures["inspect a name, median ms"] = questionTime(() => compiler.inspect("grow1", 3, 0, process.cwd()));
    }
  }
  if (cells > 300) {
    figures[`last 20 of ${cells} cells, median ms`] = median(times.slice(-20)).toFixed(2);
    figures[`slowest of ${cells} cells, ms`] = Math.max(...times.slice(10)).toFixed(0);
    Object.assign(figures, memory(String(cells)));
  }
  console.log(`\n${JSON.stringify(figures)}`);
  process.exit(0);
}

/** Cells as a day of work has them: values that build on values, functions, types, and names that are used again. */
function cellOf(number) {
  const block = Math.floor((number - 1) / 5);
  switch (number % 5) {
    case 1:
      return `const row${block} = { name: "a", value: ${number}, tags: ["x"] }\nrow${block}.name`;
    case 2:
      return `function grow${block}(by: number) { return row${block}.value + by }\ngrow${block}(2)`;
    case 3:
      return block === 0 ? "let total = 0" : `total += grow${block}(1) + grow${block - 1}(1)\ntotal`;
    case 4:
      return `interface Row { name: string; value: number }\nconst rows: Row[] = [row${block}]\nrows.map((row) => row.value)`;
    default:
      return "1 + 1";
  }
}

function memory(cells) {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    [`heap after ${cells} cells, MB`]: (heapUsed / 1e6).toFixed(0),
    [`process after ${cells} cells, MB`]: (rss / 1e6).toFixed(0),
  };
}

function questionTime(ask) {
  ask();
  return median(
    Array.from({ length: 21 }, () => {
      const from = performance.now();
      ask();
      return performance.now() - from;
    }),
  ).toFixed(2);
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
