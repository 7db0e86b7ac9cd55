"""Jupyter's public conformance suite (PyPI jupyter_kernel_test 0.7), with every sample filled in.

Run by test/kernel/jupyter-kernel-test.test.ts, which makes a kernelspec named tunelab for it:
    JUPYTER_PATH=<folder with kernels/tunelab> python test/kernel/jupyter-kernel-test.py -v
"""

import unittest

import jupyter_kernel_test
from jupyter_kernel_test.msgspec_v5 import schema_fragments

# The suite checks every message by its schema and has none of the welcome, which may come after the kernel is ready.
schema_fragments["iopub_welcome"] = {
    "type": "object",
    "properties": {"subscription": {"type": "string"}},
    "required": ["subscription"],
}


class TunelabKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tunelab"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"

    completion_samples = [
        {"text": "Math.cbr", "matches": {"cbrt"}},
        {"text": "[1].findLastI", "matches": {"findLastIndex"}},
        {"text": "%load", "matches": {"%load_env"}},
    ]

    complete_code_samples = [
        "1",
        "console.log('hello')",
        "const f = (x: number) => x * 2",
        "function f(): void {\n  return;\n}",
        "await Promise.resolve(1)",
        "type A<T> = { readonly a: T }",
    ]
    incomplete_code_samples = [
        "function f() {",
        "const a = [1,",
        "const t = `one",
        "/* open",
        "const f = (x: number) =>",
        "const m: Map<string,",
        "if (true) {\n  f(",
    ]
    invalid_code_samples = ["const = 1", "let 1x", "}", "%nosuchmagic"]

    code_page_something = "%help"
    code_generate_error = "throw new Error('boom')"

    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": "0", "result": "0"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "await Promise.resolve(0n)", "result": "0n"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
    ]
    code_display_data = [
        {"code": "display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>x</b>' }) })", "mime": "text/html"},
        {"code": "display({ data: [{ x: [1] }], layout: {} })", "mime": "application/vnd.plotly.v1+json"},
        {"code": "display(new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]))", "mime": "image/png"},
        {"code": "display(new Map())", "mime": "text/plain"},
    ]

    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1?+*1"

    code_inspect_sample = "parseInt"
    code_clear_output = "clearOutput()"


class TunelabWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "tunelab"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
