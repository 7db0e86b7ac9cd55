"""Four kernels side by side in one run: tunelab, ipykernel, tslab and, where it is given, Deno.

    .tunelab/python/bin/python bench/kernel.py [--deno path/to/deno] [--cells 300] [--repeat 3]

Deno is not installed by the project; `pip install --target /tmp/deno deno` brings /tmp/deno/bin/deno.
Every figure is measured by jupyter_client from outside, the kernels one after the other on the same machine. Memory is
the resident memory of the kernel's process and all processes below it.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from queue import Empty

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 30


def write_specs(folder: Path, deno: str | None) -> list[str]:
    node = os.environ.get("NODE", "node")
    argvs = {
        "tunelab": [node, str(ROOT / "dist/kernel/main.js"), "{connection_file}"],
        "ipykernel": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "tslab": [node, str(ROOT / "node_modules/tslab/bin/tslab"), "kernel", "--config-path", "{connection_file}"],
    }
    if deno:
        argvs["deno"] = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"]
    for name, argv in argvs.items():
        spec = folder / "kernels" / name
        spec.mkdir(parents=True)
        language = "python" if name == "ipykernel" else "typescript"
        mode = "message" if name == "tunelab" else "signal"
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

    def memory(self, with_children: bool = True) -> float:
        """Resident MiB of the process tree, or of the kernel's process alone."""
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
            if with_children:
                frontier += [child for child, parent in parents.items() if parent == pid]
        total = 0
        for pid in tree:
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            total += int(status.split("VmRSS:")[1].split()[0]) if "VmRSS:" in status else 0
        return total / 1024

    def stop(self) -> None:
        self.kc.stop_channels()
        self.km.shutdown_kernel(now=True)


def seconds(value: float) -> str:
    return "no idle within 30 s" if value != value else f"{value:.2f}"


def describe_completions(times: list[float | None]) -> str:
    answered = [value for value in times if value is not None]
    lost = "" if len(answered) == len(times) else f" ({len(times) - len(answered)} of {len(times)} never answered)"
    return (f"{statistics.median(answered) * 1000:.1f}" if answered else "none") + lost


def measure(name: str, specs: Path, cells: int, repeat: int) -> dict[str, object]:
    infos, firsts = [], []
    for _ in range(repeat):
        bench = Bench(name, specs)
        try:
            infos.append(bench.info)
            bench.execute("1+1")
            firsts.append(time.perf_counter() - bench.started)
        finally:
            bench.stop()
    bench = Bench(name, specs)
    try:
        bench.execute("1+1")
        start_memory = bench.memory()
        declare = "v{0} = {0} + 1\nv{0}" if bench.python else "const v{0}: number = {0} + 1;\nv{0}"
        times = [bench.execute(declare.format(index))[0] for index in range(cells)]
        end_memory = bench.memory()
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
        "start to kernel_info_reply, s": f"{statistics.median(infos):.2f}",
        "start to first 1+1, s": f"{statistics.median(firsts):.2f}",
        "1+1, median / p95, ms": f"{statistics.median(trivial) * 1000:.1f} / {sorted(trivial)[94] * 1000:.1f}",
        f"{cells} typed cells, s": f"{sum(times):.2f}",
        f"cell, median near 30 / near {cells}, ms": f"{early * 1000:.1f} / {late * 1000:.1f} ({late / early:.2f}x)",
        "complete, median, ms": describe_completions(completions),
        "10,000 lines, s (lines, messages)": f"{seconds(flood_seconds)} ({flood_lines}, {flood_messages})",
        f"memory at start / after {cells} cells, MiB": f"{start_memory:.0f} / {end_memory:.0f}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deno")
    parser.add_argument("--cells", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", nargs="*")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        names = [name for name in write_specs(Path(folder), options.deno) if not options.only or name in options.only]
        results = {}
        for name in names:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            results[name] = measure(name, Path(folder), options.cells, options.repeat)
        print("| | " + " | ".join(names) + " |")
        print("|---|" + "---|" * len(names))
        for row in results[names[0]]:
            print(f"| {row} | " + " | ".join(str(results[name][row]) for name in names) + " |")


if __name__ == "__main__":
    main()
