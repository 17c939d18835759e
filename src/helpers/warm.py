"""A notebook run in this process, in a fresh IPython shell: the document is the one that a kernel would leave.

Only what is sure to come out the same is run so; the rest needs a kernel, and `needs_kernel` says why.
"""

from __future__ import annotations

import ast
import io
import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.jsonutil import json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from traitlets.config import Config

from .engine import KernelEngine

ENGINE = "nianbao"
_MODULES = {"helpers", "datetime", "decimal", "json", "math", "pathlib", "re", "statistics"}
_NAMES = {
    "__import__",
    "breakpoint",
    "compile",
    "display",
    "eval",
    "exec",
    "exit",
    "get_ipython",
    "input",
    "open",
    "quit",
}
_PLAIN = (
    *(ast.Module, ast.Expr, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.alias),
    *(ast.Call, ast.keyword, ast.Attribute, ast.Name, ast.Constant, ast.Subscript, ast.Slice, ast.Starred),
    *(ast.List, ast.Tuple, ast.Dict, ast.Set, ast.JoinedStr, ast.FormattedValue, ast.Compare, ast.BinOp, ast.UnaryOp),
    *(ast.BoolOp, ast.IfExp, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
)


def needs_kernel(notebook: Mapping[str, Any]) -> str | None:
    """Why a notebook cannot be run in this process with the same result; None where it can."""
    kernel = notebook["metadata"].get("kernelspec", {})
    if kernel.get("language", "python") != "python" or kernel.get("name", "python3") != "python3":
        return f"内核是 {kernel.get('name')}"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            reason = _not_plain("".join(cell["source"]))
            if reason:
                return reason
    return None


def _not_plain(source: str) -> str | None:
    """What in a cell may come out otherwise without a kernel: magics, awaiting, threads, files, other modules …"""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return "有魔术命令，或语法有误"
    for node in ast.walk(tree):
        if not isinstance(node, _PLAIN):
            return f"有 {type(node).__name__} 语句"
        if isinstance(node, ast.Name) and node.id in _NAMES:
            return f"用了 {node.id}"
        if isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            return f"用了 {node.attr}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
            if module.partition(".")[0] not in _MODULES or (len(node.names) > 1 and isinstance(node, ast.Import)):
                return f"引入了 {module}"
    return None


class WarmEngine(KernelEngine):
    """papermill's engine `nianbao`: cells run in this process where they leave what they would leave in a kernel."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:
        """Run the cells up to the first error, as papermill's own engine does."""
        if kernel_name != "python3" or needs_kernel(nb_man.nb):
            return super().execute_managed_notebook(nb_man, kernel_name, **settings)
        with _shell() as shell:
            for index, cell in enumerate(nb_man.nb.cells):
                with _timed(nb_man, cell, index):
                    error = shell.run(cell) if cell.cell_type == "code" and cell.source.strip() else None
                    if error:
                        nb_man.cell_exception(cell, cell_index=index, exception=error)
                if error:
                    break
        nb_man.nb.metadata["language_info"] = _language()
        return nb_man.nb


papermill_engines.register(ENGINE, WarmEngine)


@contextmanager
def _timed(nb_man: Any, cell: NotebookNode, index: int) -> Iterator[None]:
    """Note when a cell runs as papermill does; it would parse the start from its text: longer than most cells run."""
    started = nb_man.now()
    nb_man.cell_start(cell, index)
    words = cell.metadata.papermill.pop("start_time")
    yield
    nb_man.cell_complete(cell, cell_index=index)
    seconds = (nb_man.now() - started).total_seconds()
    cell.metadata.papermill |= {"start_time": words, "duration": seconds}


class _PlainPython(TransformerManager):
    """Leaves a cell as it is, for every cell that runs here is Python already; only empty lines before it go."""

    def transform_cell(self, cell: str) -> str:
        """The cell as Python."""
        if cell[:1].isspace():
            return str(super().transform_cell(cell))
        return cell if cell.endswith("\n") else f"{cell}\n"


class _Shell(InteractiveShell):
    """A shell whose outputs go into the cell that runs."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.input_transformer_manager = _PlainPython()
        self.outputs: list[NotebookNode] = []

    def init_io(self) -> None:
        """Nothing: no terminal is there."""

    def atexit_operations(self) -> None:
        """Nothing: it has no history to save, and the folder where it began may be gone."""

    def run(self, cell: NotebookNode) -> BaseException | None:
        """Run a cell and put its outputs into it; returns the error that ended it."""
        cell.outputs = self.outputs = []
        cell.execution_count = self.execution_count
        with redirect_stdout(_Stream("stdout", self)), redirect_stderr(_Stream("stderr", self)):
            result = self.run_cell(cell.source, store_history=True)
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        told = {"ename": etype.__name__, "evalue": str(evalue), "traceback": stb}
        self.outputs.append(_output("error", **json_clean(told)))


def _output(kind: str, **content: Any) -> NotebookNode:
    """An output of a cell; nbformat's own function for it validates each, which costs more than to run the cell."""
    nodes = {name: NotebookNode(value) if isinstance(value, dict) else value for name, value in content.items()}
    return NotebookNode({"output_type": kind, **nodes})


class _Hook(DisplayHook):
    """The value of a cell's last expression as an output."""

    def start_displayhook(self) -> None:
        """Nothing is printed before."""

    def write_output_prompt(self) -> None:
        """No prompt."""

    def write_format_data(self, format_dict: Mapping[str, Any], md_dict: Mapping[str, Any] | None = None) -> None:
        """Keep what the formatters made."""
        shell = self.shell
        data, metadata = json_clean(dict(format_dict)), json_clean(dict(md_dict or {}))
        output = _output("execute_result", data=data, metadata=metadata, execution_count=self.prompt_count)
        shell.outputs.append(output)

    def finish_displayhook(self) -> None:
        """Nothing is printed after."""


class _Publisher(DisplayPublisher):
    """What a cell displays as an output."""

    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
        """Keep it."""
        self.shell.outputs.append(_output("display_data", data=json_clean(data), metadata=json_clean(metadata or {})))


_Shell.compiler_class = XCachingCompiler  # it names the cells in tracebacks
_Shell.displayhook_class = _Hook
_Shell.display_pub_class = _Publisher


class _Stream(io.TextIOBase):
    """What is printed, as one output as long as nothing else comes between."""

    def __init__(self, name: str, shell: _Shell) -> None:
        self._name, self._shell = name, shell

    def write(self, text: str) -> int:
        """Keep the text."""
        outputs = self._shell.outputs
        if not (outputs and outputs[-1].output_type == "stream" and outputs[-1].name == self._name):
            outputs.append(_output("stream", name=self._name, text=""))
        outputs[-1].text += text
        return len(text)


# No cell that runs here awaits anything; to find that out each is compiled once more.
_CONFIG = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"autoawait": False}})
_prepared: list[_Shell] = []


def prepare_shell() -> None:
    """Make the shell of the next notebook now, for the process from which a fork is made for each."""
    main = sys.modules["__main__"]
    shell = _fresh_shell()
    shell.display_formatter.format(0)  # makes its ten formatters
    _prepared.append(shell)
    sys.modules["__main__"] = main


def _fresh_shell() -> _Shell:
    _Shell.clear_instance()
    shell: _Shell = _Shell.instance(config=_CONFIG)
    return shell


@contextmanager
def _shell() -> Iterator[_Shell]:
    """A fresh shell, with a main module of its own and without history."""
    hook, main = sys.displayhook, sys.modules.get("__main__")
    shell = _prepared.pop() if _prepared else _fresh_shell()
    sys.modules["__main__"] = shell.user_module
    try:
        yield shell
    finally:
        shell.restore_sys_module_state()
        _Shell.clear_instance()
        sys.displayhook = hook
        if main is not None:
            sys.modules["__main__"] = main


def _language() -> dict[str, Any]:
    """What the Python kernel says of its language."""
    version = platform.python_version()
    return {
        "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": version,
    }
