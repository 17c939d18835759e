"""100 reports written to a real S3 server by a dask cluster of two worker processes, one of which is killed half-way.

`make bench` runs it, or `python tests/bench/stored.py OFFICES`. All must be done, with the bytes of a batch that writes
to this machine. The server is moto's, on loopback.
"""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from cluster import OFFICES, made
from province import YEAR, province

from batches import Batch
from clusters import cluster
from helpers.places import place_of
from helpers.plan import MEMORY
from stores import KEYS


def main(offices: int) -> None:
    with tempfile.TemporaryDirectory() as folder, server() as address:
        os.environ |= KEYS | {"AWS_ENDPOINT_URL": address}
        root, scratch = Path(folder, "workspace"), Path(folder, "t")
        scratch.mkdir()
        province(root, offices)
        expected = made("this machine", Batch(root, scratch, ("-j", "2", "--force")))
        bucket = place_of("s3://reports")
        bucket.fs.mkdir("reports")
        with cluster(Path(tempfile.mkdtemp(dir=folder))) as workers:
            for _ in range(2):
                workers.work(threads=1, nanny=False)
            options = ("--scheduler", workers.address, "--force", "--output", str(bucket / "out"))
            made("S3, one of two workers killed", Batch(root, scratch, options), workers.processes[1].pid)
        found = checksums(bucket / "out" / str(YEAR))
        different = sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))
        print(f"  {len(found)} objects, {len(different)} different from the files of this machine")
        sys.exit(f"different: {different[:5]}" if different else 0)


def checksums(folder: Path) -> dict[str, str]:
    start = len(str(folder)) + 1
    return {
        str(path)[start:]: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("receipt.json", MEMORY)
    }


@contextmanager
def server() -> Iterator[str]:
    """The address of an S3 server of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with suppress(OSError), urllib.request.urlopen(address, timeout=1):
                break
            time.sleep(0.1)
        yield address
    finally:
        started.kill()
        started.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else OFFICES)
