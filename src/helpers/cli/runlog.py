"""A batch as lines of JSON, one for each event, for programs that watch it."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..errors import ParamsError, said
from ..job import RUN_STATES, Job, Result, Started


class RunLog:
    """Appends events to a file, each on disk before the next; without a path they go nowhere.

    Raises ParamsError where the file cannot be opened. A disk that is full later ends the log, not the batch.
    """

    def __init__(self, path: Path | None, year: int, jobs: Sequence[Job]) -> None:
        self._year, self._reasons = year, {job.office: list(job.reasons) for job in jobs}
        self._results: list[Result] = []
        self._began = dt.datetime.now(dt.UTC)
        try:
            self._file = path.open("a", encoding="utf-8", newline="\n") if path else None
        except OSError as problem:
            raise ParamsError(f"日志写不进：{said(problem)}", str(path), "请检查 --log-file 的文件夹和权限。") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: TracebackType | BaseException | None) -> None:
        counts = Counter(result.state for result in self._results)
        told = {state: counts[state] for state in RUN_STATES}
        seconds = (dt.datetime.now(dt.UTC) - self._began).total_seconds()
        self._write("batch_ended", told | {"seconds": round(seconds, 3), "interrupted": kind is not None})
        self._close()

    def begin(self, facts: Callable[[], Mapping[str, Any]]) -> None:
        """Say what is to be done, and by what; nobody asks for the facts where there is no log."""
        if self._file:
            self._write("batch_started", {"jobs": len(self._reasons), **facts()})

    def take(self, event: Started | Result) -> None:
        """Say that a report was started, or how it ended."""
        if isinstance(event, Started):
            self._write("report_started", {"office": event.office})
            return
        self._results.append(event)
        told = {
            "office": event.office,
            "state": event.state,
            "reasons": self._reasons[event.office],
            "seconds": round(event.seconds, 3),
            "cpu": event.cpu,
            "errors": event.errors,
            "warnings": event.warnings,
            "message": event.message,
        }
        self._write("report_ended", told)

    def _write(self, event: str, facts: Mapping[str, Any]) -> None:
        if self._file is None:
            return
        at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"event": event, "at": at, "year": self._year, **facts}, ensure_ascii=False)
        try:
            self._file.write(line + "\n")
            self._file.flush()
        except OSError:
            self._close()

    def _close(self) -> None:
        if self._file:
            with suppress(OSError):  # what is left to write does not fit, either
                self._file.close()
        self._file = None
