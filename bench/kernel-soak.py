"""A day of use in a few minutes: 3,000 cells that declare, print and display, with memory every 500.

The names of 200 cells are declared again and again, as they are when a notebook is worked on.

    .tunelab/python/bin/python bench/kernel-soak.py [--cells 3000]

Memory of the kernel and its cell runner must level off, and the last cells must be as quick as the first.
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
    cells = parser.parse_args().cells
    with tempfile.TemporaryDirectory() as folder:
        write_specs(Path(folder), None)
        bench = Bench("tunelab", Path(folder))
        try:
            bench.execute("1+1")
            print("| cells | median of the last 100, ms | memory, MiB |")
            print("|---|---|---|")
            times: list[float] = []
            for index in range(cells):
                times.append(bench.execute(CELL.format(index % 200))[0])
                if (index + 1) % 500 == 0:
                    print(f"| {index + 1} | {statistics.median(times[-100:]) * 1000:.1f} | {bench.memory():.0f} |", flush=True)
        finally:
            bench.stop()


if __name__ == "__main__":
    main()
