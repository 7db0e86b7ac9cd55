"""Four kernels side by side in one run: tunelab, ipykernel, tslab and, where it is given, Deno.

    .tunelab/python/bin/python bench/kernel.py [--deno path/to/deno] [--cells 300] [--repeat 3]
    … --only tunelab ipykernel --against other/dist/kernel/main.js --starts

Deno is not installed by the project; `pip install --target /tmp/deno deno` brings /tmp/deno/bin/deno. `--against` adds another
build of tunelab, named "before". `--starts` leaves out what comes after the start.

Every figure is measured by jupyter_client from outside on the same machine. Starts and library cells are measured in
rounds, each kernel once in a round, so that a busy minute hits all; the rest one kernel after the other. Memory and
processor time are those of the kernel's process and all processes below it: RSS counts the pages that these share once
for each, PSS once in all. Node reads more certificates at its start where NODE_EXTRA_CA_CERTS is set, so it is unset.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 30
OURS = ("tunelab", "before")


LIBRARY_CELLS = {
    'import … from "tunelab"': 'import { openLab } from "tunelab";\ntypeof openLab',
    "typed openai": 'import OpenAI from "openai";\nconst client = new OpenAI({ apiKey: "none" });\ntypeof client.chat',
    "danfojs-node": 'import * as danfo from "danfojs-node";\nnew danfo.DataFrame([{ a: 1 }]).shape',
}
LABS = {"00": "welcome", "01": "fine-tune", "02": "databricks", "03": "evaluate", "04": "simulate"}


def write_specs(folder: Path, deno: str | None, against: str | None) -> list[str]:
    node = os.environ.get("NODE", "node")
    argvs = {
        "tunelab": [node, str(ROOT / "dist/kernel/main.js"), "{connection_file}"],
        "ipykernel": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "tslab": [node, str(ROOT / "node_modules/tslab/bin/tslab"), "kernel", "--config-path", "{connection_file}"],
    }
    if against:
        argvs["before"] = [node, str(Path(against).resolve()), "{connection_file}"]
    if deno:
        argvs["deno"] = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"]
    for name, argv in argvs.items():
        spec = folder / "kernels" / name
        spec.mkdir(parents=True)
        language = "python" if name == "ipykernel" else "typescript"
        mode = "message" if name in OURS else "signal"
        (spec / "kernel.json").write_text(
            json.dumps({"argv": argv, "display_name": name, "language": language, "interrupt_mode": mode})
        )
    return list(argvs)


class Bench:
    """One kernel process and its client."""

    def __init__(self, name: str, specs: Path):
        self.name = name
        self.python = name == "ipykernel"
        manager = KernelSpecManager(kernel_dirs=[str(specs / "kernels")], ensure_native_kernel=False)
        self.started = time.perf_counter()
        self.km = KernelManager(kernel_name=name, kernel_spec_manager=manager)
        self.km.start_kernel(cwd=str(ROOT))
        self.kc = self.km.client()
        self.kc.start_channels()
        self.info = self._until_kernel_info()

    def _until_kernel_info(self) -> float:
        while True:
            self.kc.kernel_info()
            try:
                self.kc.get_shell_msg(timeout=0.05)
                return time.perf_counter() - self.started
            except Empty:
                if time.perf_counter() - self.started > TIMEOUT:
                    raise RuntimeError(f"{self.name} does not answer") from None

    def execute(self, code: str) -> tuple[float, int, int]:
        """Seconds to reply and idle, lines and messages of stdout."""
        begin = time.perf_counter()
        msg_id = self.kc.execute(code)
        lines = messages = 0
        while True:
            try:
                message = self.kc.get_iopub_msg(timeout=TIMEOUT)
            except Empty:
                return float("nan"), lines, messages
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
                lines += message["content"]["text"].count("\n")
                messages += 1
            if message["msg_type"] == "error":
                raise RuntimeError(f"{self.name}: {message['content']['evalue']}")
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        self._reply(msg_id)
        return time.perf_counter() - begin, lines, messages

    def complete(self, code: str) -> float | None:
        """Seconds to the reply; None when none comes."""
        begin = time.perf_counter()
        try:
            self._reply(self.kc.complete(code, len(code)), timeout=3)
        except Empty:
            return None
        return time.perf_counter() - begin

    def _reply(self, msg_id: str, timeout: float = TIMEOUT) -> None:
        while self.kc.get_shell_msg(timeout=timeout)["parent_header"].get("msg_id") != msg_id:
            pass

    def _tree(self) -> set[int]:
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                    parents[int(entry.name)] = int(fields[1])
                except OSError:
                    continue
        tree, frontier = set(), [self.km.provisioner.pid]
        while frontier:
            pid = frontier.pop()
            tree.add(pid)
            frontier += [child for child, parent in parents.items() if parent == pid]
        return tree

    def memory(self, of: str = "") -> tuple[float, float]:
        """RSS and PSS in MiB of those processes of the tree whose command line has a text in it."""
        rss = pss = 0
        for pid in self._tree():
            try:
                if of not in Path(f"/proc/{pid}/cmdline").read_text():
                    continue
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            rss += int(rollup.split("Rss:")[1].split()[0])
            pss += int(rollup.split("Pss:")[1].split()[0])
        return rss / 1024, pss / 1024

    def processor_time(self) -> float:
        """Seconds of the processor that the process tree has used; without processes that have ended."""
        ticks = 0
        for pid in self._tree():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.kc.stop_channels()
        self.km.shutdown_kernel(now=True)


def seconds(value: float) -> str:
    return "no idle within 30 s" if value != value else f"{value:.2f}"


def describe_completions(times: list[float | None]) -> str:
    answered = [value for value in times if value is not None]
    lost = "" if len(answered) == len(times) else f" ({len(times) - len(answered)} of {len(times)} never answered)"
    return (f"{statistics.median(answered) * 1000:.1f}" if answered else "none") + lost


def measure_starts(names: list[str], specs: Path, repeat: int) -> dict[str, dict[str, str]]:
    """Starts and first cells, each kernel once in a round."""
    found: dict[str, dict[str, list[float]]] = {name: {} for name in names}

    def note(name: str, row: str, value: float) -> None:
        found[name].setdefault(row, []).append(value)

    for _ in range(repeat):
        for name in names:
            bench = Bench(name, specs)
            try:
                note(name, "start to kernel_info_reply, s", bench.info)
                bench.execute("1+1")
                note(name, "start to first 1+1, s", time.perf_counter() - bench.started)
                note(name, "… processor time, s", bench.processor_time())
                rss, pss = bench.memory()
                note(name, "memory at start: RSS, MiB", rss)
                note(name, "memory at start: PSS, MiB", pss)
            finally:
                bench.stop()
        for row, code in LIBRARY_CELLS.items():
            for name in OURS:
                if name in names:
                    note_cell(name, specs, f"first cell with {row}", code, note)
        for lab, topic in LABS.items():
            code = f'import {{ openLab }} from "tunelab";\n\nawait openLab("{topic}");'
            for name in OURS:
                if name in names:
                    note_cell(name, specs, f"lab {lab}, its first cell", code, note)
    return {
        name: {row: describe_values(row, values) for row, values in rows.items()} for name, rows in found.items()
    }


def note_cell(name: str, specs: Path, row: str, code: str, note: Callable[[str, str, float], None]) -> None:
    bench = Bench(name, specs)
    try:
        bench.execute("1+1")
        before = bench.processor_time()
        note(name, f"{row}, s", bench.execute(code)[0])
        note(name, f"{row}: processor time, s", bench.processor_time() - before)
    finally:
        bench.stop()


def describe_values(row: str, values: list[float]) -> str:
    return f"{statistics.median(values):.{0 if row.endswith('MiB') else 2}f}"


def measure_running(name: str, specs: Path, cells: int) -> dict[str, str]:
    """What comes after the start, in one kernel."""
    bench = Bench(name, specs)
    try:
        bench.execute("1+1")
        declare = "v{0} = {0} + 1\nv{0}" if bench.python else "const v{0}: number = {0} + 1;\nv{0}"
        times = [bench.execute(declare.format(index))[0] for index in range(cells)]
        rss, pss = bench.memory()
        trivial = [bench.execute("1+1")[0] for _ in range(100)]
        prefix = "import os" if bench.python else ""
        if prefix:
            bench.execute(prefix)
        question = "os.path.jo" if bench.python else "Math.cb"
        bench.complete(question)
        completions = [bench.complete(question) for _ in range(20)]
        flood = "for i in range(10000): print('line', i)" if bench.python else (
            "for (let i = 0; i < 10000; i++) console.log('line', i)"
        )
        flood_seconds, flood_lines, flood_messages = bench.execute(flood)
    finally:
        bench.stop()
    early = statistics.median(times[20:40])
    late = statistics.median(times[-20:])
    return {
        "1+1, median / p95, ms": f"{statistics.median(trivial) * 1000:.1f} / {sorted(trivial)[94] * 1000:.1f}",
        f"{cells} typed cells, s": f"{sum(times):.2f}",
        f"cell, median near 30 / near {cells}, ms": f"{early * 1000:.1f} / {late * 1000:.1f} ({late / early:.2f}x)",
        "complete, median, ms": describe_completions(completions),
        "10,000 lines, s (lines, messages)": f"{seconds(flood_seconds)} ({flood_lines}, {flood_messages})",
        f"memory after {cells} cells: RSS / PSS, MiB": f"{rss:.0f} / {pss:.0f}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deno")
    parser.add_argument("--against")
    parser.add_argument("--cells", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--starts", action="store_true")
    options = parser.parse_args()
    os.environ.pop("NODE_EXTRA_CA_CERTS", None)
    with tempfile.TemporaryDirectory() as folder:
        specs = Path(folder)
        known = write_specs(specs, options.deno, options.against)
        names = [name for name in known if not options.only or name in (*options.only, "before")]
        print(f"measuring starts of {', '.join(names)} …", file=sys.stderr, flush=True)
        results = measure_starts(names, specs, options.repeat)
        for name in names if not options.starts else []:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            results[name] |= measure_running(name, specs, options.cells)
        print("| | " + " | ".join(names) + " |")
        print("|---|" + "---|" * len(names))
        for row in results[names[0]]:
            print(f"| {row} | " + " | ".join(results[name].get(row, "–") for name in names) + " |")


if __name__ == "__main__":
    main()
