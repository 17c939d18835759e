"""papermill's own test suite, with the kit installed and without: the kit must change nothing for others' notebooks.

`make papermill-suite` runs it. It takes papermill's source distribution, and what its tests need, from the package
index that pip is set to, into a virtual environment of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import venv
import xml.etree.ElementTree as ET
from collections import Counter
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("pytest", "pytest-mock", "pytest-env", "moto<5.2", "ipywidgets", "pyarrow", "black")


def main() -> None:
    papermill = f"papermill=={version('papermill')}"
    with tempfile.TemporaryDirectory() as folder:
        source = unpacked(papermill, Path(folder))
        venv.create(Path(folder, "env"), with_pip=True)
        python = Path(folder, "env", "bin", "python")
        pip(python, "install", f"{papermill.replace('papermill', 'papermill[all]')}", *NEEDED, str(ROOT))
        with_kit = outcomes(python, source)
        pip(python, "uninstall", "--yes", "nianbao")
        without = outcomes(python, source)
    for words, found in (("with the kit", with_kit), ("without it", without)):
        counts = Counter(found.values())
        print(f"{papermill} {words:<12}: " + ", ".join(f"{counts[state]} {state}" for state in sorted(counts)))
    failing = sorted(name for name, state in without.items() if state == "failed")
    print("fail without the kit: " + (", ".join(failing) or "none"))
    differing = sorted(name for name in {*with_kit, *without} if with_kit.get(name) != without.get(name))
    print("differ with the kit: " + (", ".join(differing) or "none"))
    sys.exit(bool(differing))


def unpacked(papermill: str, folder: Path) -> Path:
    """The source distribution, which holds the tests."""
    pip(Path(sys.executable), "download", "--no-binary", "papermill", "--no-deps", "--dest", str(folder), papermill)
    (archive,) = folder.glob("papermill-*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def pip(python: Path, *words: str) -> None:
    subprocess.run([str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", *words], check=True)


def outcomes(python: Path, source: Path) -> dict[str, str]:
    """How each test ended, by its name."""
    told = source / "told.xml"
    command = [str(python), "-m", "pytest", "-q", "papermill/tests", f"--junitxml={told}", "-p", "no:cacheprovider"]
    subprocess.run(command, cwd=source, check=False, stdout=subprocess.DEVNULL, timeout=1200)
    cases = ET.parse(told).iter("testcase")  # noqa: S314 - pytest wrote it
    return {f"{case.get('classname')}.{case.get('name')}": outcome(case) for case in cases}


def outcome(case: ET.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "passed" if case.find("skipped") is None else "skipped"


if __name__ == "__main__":
    main()
