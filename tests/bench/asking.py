"""100 offices in a store that answers after 20 ms: seconds and requests to plan them, and to read what their runs left.

`make bench` runs it, or `python tests/bench/asking.py OFFICES`. The files are invented and small, and the server is
moto's, in this process: with 20 ms a request what counts is how many are waited for one after another.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from helpers.places import place_of
from helpers.receipts import YearFolder
from stores import KEYS, Server, Year, serving

OFFICES, ANSWER = 100, 0.02


def main(offices: int) -> None:
    with serving() as server:
        os.environ |= KEYS | {"AWS_ENDPOINT_URL": server.address}
        bucket = place_of("s3://reports")
        bucket.fs.mkdir("reports")
        year = Year.laid(bucket, offices)
        ids = [office.id for office in year.register.offices]
        server.seconds = ANSWER
        told(server, "plan, nothing changed", lambda: year.plan(*ids))
        told(server, "plan of one office", lambda: year.plan(ids[0]))
        (bucket / "out" / "2023" / ".seen.jsonl").unlink()
        told(server, "plan, all hashed", lambda: year.plan(*ids))
        told(server, "receipts and two files of each", lambda: left(bucket / "out" / "2023", ids))


def told(server: Server, words: str, act: Callable[[], object]) -> None:
    server.counts()
    started = time.perf_counter()
    act()
    seconds = time.perf_counter() - started
    print(f"{words:<32} {seconds:6.2f} s  {server.counts()}")


def left(folder: Path, offices: list[str]) -> None:
    year = YearFolder.read(folder, offices)
    for name in ("filing.json", "filing.csv"):
        assert offices == [office for office, _ in year.each(name, offices)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else OFFICES)
