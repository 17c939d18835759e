"""Older text documents (.doc, .wps, .rtf, .odt) turned into .docx by LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120
SUFFIXES = {"word97": ".doc", "rtf": ".rtf", "odt": ".odt"}


def office_program() -> str | None:
    """Where LibreOffice is, None where it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


@contextmanager
def as_docx(path: Path, kind: str) -> Iterator[Path | None]:
    """A .docx of a document, named as the document is, for as long as the context lasts; None where none was made."""
    program = office_program()
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="nianbao-") as scratch:
        # By content, not by the name that the office gave it.
        source = shutil.copyfile(path, Path(scratch) / f"document{SUFFIXES[kind]}")
        made = Path(scratch) / "made" / "document.docx"
        # A profile of its own: a running LibreOffice would take the work and not do it.
        command = [
            program,
            f"-env:UserInstallation={(Path(scratch) / 'profile').as_uri()}",
            "--headless",
            "--norestore",
        ]
        _run([*command, "--convert-to", "docx", "--outdir", str(made.parent), str(source)])
        if not made.exists():
            yield None
            return
        named = Path(scratch) / "named" / path.name
        named.parent.mkdir()
        yield made.rename(named)


def _run(command: list[str]) -> None:
    """Run a program to its end, or end it with all that it started."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True) as process:  # noqa: S603 - ours
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
