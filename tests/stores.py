"""An S3 server on loopback that remembers what it was asked, and a year of offices that lies in it."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from executed import ROOT
from helpers.basis import Materials
from helpers.job import Job
from helpers.outputs import wanted_outputs
from helpers.params import load_campaign
from helpers.plan import Plan, plan_jobs
from helpers.register import Register, load_register
from helpers.store import sha256, write_file, write_outputs

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}


@dataclass
class Server:
    """The S3 server: what it was asked since somebody looked, a key nobody may read, and the seconds reading takes."""

    app: Callable[..., Iterable[bytes]]
    address: str = ""
    denied: str | None = None
    seconds: float = 0.0
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
        key = environ["PATH_INFO"].encode("latin-1").decode().partition("/")[2].partition("/")[2]
        wide = "" if query.get("delimiter") == ["/"] else " and below"
        listing = "list-type" in query
        self.asked.append(f"LIST {query['prefix'][0]}{wide}" if listing else f"{environ['REQUEST_METHOD']} {key}")
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            time.sleep(self.seconds)
        if self.denied and key.endswith(self.denied):
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"]
        return self.app(environ, start_response)

    def counts(self) -> dict[str, int]:
        """How many requests of each kind came since somebody looked."""
        found = Counter(request.partition(" ")[0] for request in self.asked)
        self.asked.clear()
        return dict(found)


@contextmanager
def serving() -> Iterator[Server]:
    """A server until the end of the block."""
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = Server(DomainDispatcherApplication(create_backend_app))
    started = make_server("127.0.0.1", 0, app, threaded=True)
    app.address = f"http://127.0.0.1:{started.port}"
    thread = threading.Thread(target=started.serve_forever, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        started.shutdown()
        thread.join()


@dataclass(frozen=True)
class Year:
    """A year of a few invented offices with data and outputs in a store, as runs would have left them."""

    place: Any
    register: Register

    @classmethod
    def laid(cls, place: Any, offices: int) -> Year:
        sample = load_register(ROOT / "params")
        ids = [f"shili-{n:02}" for n in range(offices)]
        year = cls(place, Register(tuple(sample.offices[1].model_copy(update={"id": i}) for i in ids), sample.path))
        for office, before in ((i, b) for i in ids for b in ("2022", "2023")):
            write_file(place / "data" / before / office / "narrative.md", office.encode())
        for job in year.plan(*ids).jobs:
            outputs = {name: f"{job.office} {name}".encode() for name in wanted_outputs("built", job.formats)}
            told = {"basis": job.basis, "outputs": {name: sha256(data) for name, data in outputs.items()}}
            write_outputs(job.folder, outputs, {"state": "built", "findings": {"error": 0, "warning": 0}} | told)
        year.plan(*ids)
        return year

    def plan(self, *offices: str) -> Plan:
        notebook = ROOT / "notebooks" / "annual_report.ipynb"
        folder = self.place / "out" / "2023"
        jobs = [Job(2023, office, {}, notebook, ROOT, folder / office, ("html", "pdf")) for office in offices]
        campaign = load_campaign(ROOT / "params", 2023)
        return plan_jobs(jobs, Materials(campaign, self.register, (), self.place / "data", notebook))


def tree(folder: Path, without: tuple[str, ...] = ("receipt.json", ".seen.jsonl")) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in without]
    start = len(str(folder)) + 1
    return {str(path)[start:]: path.read_bytes() for path in files}


def upload(folder: Path, place: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            (place / path.relative_to(folder).as_posix()).write_bytes(path.read_bytes())
