"""A workspace of many invented offices, each with its own numbers, to measure large batches.

`python tests/bench/province.py FOLDER OFFICES` lays one, of 2023 and the year before.
"""

from __future__ import annotations

import csv
import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from executed import ROOT
from helpers.form import form_for_year
from helpers.intake.outgoing.template import Content, write_workbook
from samples.make_samples import invent

YEAR = 2023
REMARKS = ("示例：本单位及全部数字均为虚构。",)
MODELS = ("shili-caizheng", "shili-huanjing", "shili-minzheng", "shili-qinghe", "shili-renshe", "shili-zhujian")


def province(root: Path, offices: int, year: int = YEAR) -> None:
    """Lay a workspace: register, parameters, notebook, and what each office handed in for `year` and the one before."""
    for part in ("notebooks", "params"):
        shutil.copytree(ROOT / part, root / part, dirs_exist_ok=True)
    (root / "params" / "exceptions.csv").unlink(missing_ok=True)
    with (root / "params" / "offices.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, ["id", "name", "kind", "powers", "from_year", "to_year", "example"])
        rows.writeheader()
        rows.writerows(map(_entry, range(1, offices + 1)))
    with ProcessPoolExecutor() as pool:
        list(pool.map(partial(_hand_in, root, year), range(1, offices + 1), chunksize=20))


def _name(number: int) -> str:
    return f"示例区第{number:05}局"


def _entry(number: int) -> dict[str, object]:
    return {
        "id": f"shili-{number:05}",
        "name": _name(number),
        "kind": "district_office",
        "powers": "licence penalty coercion",
        "example": "是",
    }


def _hand_in(root: Path, year: int, number: int) -> None:
    model = MODELS[number % len(MODELS)]
    before = None
    for filed in (year - 1, year):
        folder = root / "data" / str(filed) / f"shili-{number:05}"
        folder.mkdir(parents=True, exist_ok=True)
        before = invent(form_for_year(filed), f"{number} {filed}", before)
        content = Content(filed, _name(number), before, REMARKS)
        write_workbook(folder / "tables.xlsx", form_for_year(filed), content)
        told = (ROOT / "data" / str(filed) / model / "narrative.md").read_text(encoding="utf-8")
        own = re.sub(r"示例区\w{1,8}?(?:局|镇|街道|政府|办事处)(?=\d{4}年)", _name(number), told)
        (folder / "narrative.md").write_text(own, encoding="utf-8")


if __name__ == "__main__":
    province(Path(sys.argv[1]), int(sys.argv[2]))
