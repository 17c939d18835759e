"""The kit's notebook run by papermill in a kernel: parameters checked first, and written as a person would."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
import papermill  # noqa: F401 - whole before its engines, which load the kit's door
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from papermill.translators import PythonTranslator
from traitlets.config import Config

from .errors import ParamsError, is_message
from .params import check_parameters

KERNEL_ENGINE = "nianbao-stock"
_INJECTED = "injected-parameters"
_LONGEST_SOCKET = 100  # letters that the path of a socket may have, less its number


class ParametersRefusedError(click.ClickException, ParamsError):
    """The parameters are not those of the notebook. As a command, papermill prints the message and ends with 2."""

    exit_code = ParamsError.exit_code

    def __init__(self, what: str, where: str = "", fix: str = "") -> None:
        click.ClickException.__init__(self, str(ParamsError(what, where, fix)))
        ParamsError.__init__(self, what, where, fix)

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message alone to standard error."""
        click.echo(self.message, file=file, err=True)


class CellStoppedError(click.ClickException, PapermillExecutionError):
    """An error of the kit ended a cell. As a command, papermill prints the message alone and ends with 1."""

    def __init__(self, *told: Any) -> None:
        PapermillExecutionError.__init__(self, *told)

    def __str__(self) -> str:
        return str(self.evalue)

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message alone to standard error."""
        click.echo(self, file=file, err=True)


class LegibleTranslator(PythonTranslator):
    """Writes parameters as Python that people read: papermill's own writes Chinese as \\uXXXX."""

    @classmethod
    def translate_str(cls, val: Any) -> str:
        """A text in double quotes; only what cannot be seen is escaped."""
        if not isinstance(val, str):
            return str(super().translate_str(val))
        return '"' + "".join(map(_letter, val)) + '"'


def _letter(letter: str) -> str:
    if letter == '"':
        return r"\""
    return letter if letter.isprintable() and letter != "\\" else letter.encode("unicode_escape").decode()


class KernelEngine(NBClientEngine):
    """papermill's engine `nianbao-stock`: its usual one, with the parameters checked before a kernel starts.

    Messages go over sockets in a folder of its own where the system has such: two runs that choose TCP ports at once
    take each other's, and so do the default names of sockets.
    """

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, *given: Any, **settings: Any) -> NotebookNode:
        """Check the parameters, write them legibly, run.

        Raises ParametersRefusedError before anything is written, and CellStoppedError once all is.
        """
        parameters = nb.metadata.get("papermill", {}).get("parameters", {})
        _refuse(parameters)
        for cell in nb.cells:
            if _INJECTED in cell.metadata.get("tags", ()):
                cell.source = LegibleTranslator.codify(parameters, "Parameters")
        made: NotebookNode = super().execute_notebook(nb, *given, **settings)
        if settings.get("output_path"):
            _stop_as_told(made, settings["output_path"])
        return made

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:
        """Run the cells in a kernel."""
        with _sockets() as config:
            return super().execute_managed_notebook(nb_man, kernel_name, **config, **settings)


def _refuse(parameters: Mapping[str, Any]) -> None:
    try:
        check_parameters(parameters)
    except ParamsError as problem:
        raise ParametersRefusedError(problem.what, problem.where, problem.fix) from None


def _stop_as_told(executed: NotebookNode, path: str) -> None:
    """Where a cell failed, do what papermill does next; but an error of the kit needs no traceback of papermill's."""
    try:
        raise_for_execution_errors(executed, path)
    except PapermillExecutionError as problem:
        if is_message(problem.ename, problem.evalue, problem.traceback):
            raise CellStoppedError(*problem.args) from None
        raise


@contextmanager
def _sockets() -> Iterator[dict[str, Config]]:
    with tempfile.TemporaryDirectory(prefix="") as folder:
        place = str(Path(folder, "k"))  # no longer than it must be
        local = os.name != "nt" and len(place) < _LONGEST_SOCKET
        yield {"config": Config({"KernelManager": {"transport": "ipc", "ip": place}})} if local else {}


papermill_engines.register(KERNEL_ENGINE, KernelEngine)
