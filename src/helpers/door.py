"""What papermill loads wherever the kit is installed: the engine `nianbao`, and strictness for the kit's own notebook.

It is loaded at the end of papermill's module of engines, so that nothing else may import it, and everybody's notebooks
pay for it, so that it loads nothing heavy. Notebooks that are not the kit's run as without it.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from papermill.engines import Engine, papermill_engines

OURS = "nianbao"  # in the metadata of the kit's notebooks
_usual: Any = papermill_engines.get_engine(None)


class NianbaoEngine(Engine):
    """The engine that `papermill --engine nianbao` asks for."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, *given: Any, **settings: Any) -> NotebookNode:
        """Run a notebook in this process where that leaves the same document, and in a kernel otherwise."""
        from .warm import WarmEngine

        made: NotebookNode = WarmEngine.execute_notebook(nb, *given, **settings)
        return made


class DefaultEngine(_usual):
    """The engine where none is asked for: the kit's notebook goes to the strict one, others to the usual one."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, *given: Any, **settings: Any) -> NotebookNode:
        """Run a notebook in a kernel."""
        if OURS not in nb.metadata:
            return super().execute_notebook(nb, *given, **settings)
        from .engine import KernelEngine

        made: NotebookNode = KernelEngine.execute_notebook(nb, *given, **settings)
        return made


papermill_engines.register(None, DefaultEngine)
