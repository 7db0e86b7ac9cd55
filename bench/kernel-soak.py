"""A day of use in a few minutes: 3,000 cells that declare, print and display, with memory every 500.

The names of 200 cells are declared again and again, as they are when a notebook is worked on. With --names 0 every
cell declares names of its own, which no notebook does for long: the hardest case for a compiler that remembers them.

    .tunelab/python/bin/python bench/kernel-soak.py [--cells 3000] [--names 200]

Memory of the kernel must level off, that of the cell runner may grow by what the cells' values take, and the last cells
must be as quick as the first.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from kernel import Bench, write_specs

CELL = """interface Row{0} {{ readonly name: string; readonly value: number }}
const rows{0}: Row{0}[] = Array.from({{ length: 50 }}, (_, at) => ({{ name: `row ${{at}}`, value: at * {0} }}));
function total{0}(rows: readonly Row{0}[]): number {{ return rows.reduce((sum, row) => sum + row.value, 0); }}
console.log("total", total{0}(rows{0}));
display(rows{0}.slice(0, 3));
const shared: number = total{0}(rows{0});
shared"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=3000)
    parser.add_argument("--names", type=int, default=200)
    cells, names = vars(parser.parse_args()).values()
    with tempfile.TemporaryDirectory() as folder:
        write_specs(Path(folder), None, None)
        bench = Bench("tunelab", Path(folder))
        try:
            bench.execute("1+1")
            print("| cells | median of the last 100, ms | kernel with compiler, MiB | cell runner, MiB |")
            print("|---|---|---|---|")
            times: list[float] = []
            for index in range(cells):
                times.append(bench.execute(CELL.format(index % names if names else index))[0])
                if (index + 1) % 500 == 0:
                    median, runner = statistics.median(times[-100:]) * 1000, bench.memory("/runner/")[0]
                    print(f"| {index + 1} | {median:.1f} | {bench.memory()[0] - runner:.0f} | {runner:.0f} |", flush=True)
        finally:
            bench.stop()


if __name__ == "__main__":
    main()
