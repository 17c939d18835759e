"""Fonts by role: the same everywhere, or the official ones of a machine that has them, letter by letter."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from executed import as_notebook, open_sample
from helpers.exporters.pdf import ReportPDFExporter
from helpers.fonts import ROLES, bundled_fonts, families, font_versions, official_fonts
from tagged import structure

RARE = "瀍河㎡浉堃"
_ON_ANOTHER_MACHINE = """
import json, sys
from executed import as_notebook, open_sample
from helpers.basis import versions
from helpers.exporters.pdf import ReportPDFExporter
from helpers.exporters.typesetting import chosen_fonts
notebook = as_notebook(open_sample("shili-jiaoyu"))
notebook.cells[0].outputs[0].data["application/vnd.nianbao.v1+json"]["fonts"] = "official"
pdf, _ = ReportPDFExporter().from_notebook_node(notebook)
sys.stdout.buffer.write(json.dumps(versions("official")["fonts"]).encode() + b"\\n" + pdf)
"""


def font_file(path: Path, family: str, letters: str) -> Path:
    """A font with a few letters only, under the name of an official one."""
    font = TTFont(bundled_fonts()["body"].path)
    chosen = subset.Subsetter()
    chosen.populate(text=letters)
    chosen.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = family
    font["CFF "].cff.fontNames = [family]
    font.save(path)
    return path


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of a machine's own fonts: 仿宋 and 小标宋."""
    fonts = tmp_path_factory.mktemp("home") / "fonts"
    fonts.mkdir()
    return {
        "FangSong": font_file(fonts / "simfang.otf", "FangSong", "围绕双减课后服务和学位扩容网站公众号"),
        "FZXiaoBiaoSong-B05S": font_file(
            fonts / "fzxbs.otf", "FZXiaoBiaoSong-B05S", "示例区教育局年政府信息公开工作度报告"
        ),
    }


@pytest.fixture(scope="module")
def official(machine: dict[str, Path]) -> tuple[dict[str, str], bytes]:
    """What the receipt names, and the PDF, on a machine with official fonts."""
    home = machine["FangSong"].parents[1]
    tests = Path(__file__).parent
    made = subprocess.run(
        [sys.executable, "-c", _ON_ANOTHER_MACHINE],
        env={**os.environ, "XDG_DATA_HOME": str(home), "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent / 'src'}"},
        capture_output=True,
        check=True,
    )
    receipt, _, pdf = made.stdout.partition(b"\n")
    return json.loads(receipt), pdf


def font_names(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        descendants = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/CIDSystemInfo" in o]
        return {str(font.BaseFont).partition("+")[2] for font in descendants if "/BaseFont" in font}


def test_bundled_fonts_are_the_pinned_files_for_every_role():
    fonts = bundled_fonts()
    assert [role.id for role in ROLES] == list(fonts)
    assert all(hashlib.sha256(font.path.read_bytes()).hexdigest() == font.sha256 for font in fonts.values())
    assert ["title", "body", "sub_heading"] == [role for role, font in fonts.items() if font.substitute]


def test_official_fonts_take_the_best_family_there_is(machine):
    available = [("Liberation Serif", Path("no.ttf")), *machine.items(), ("FangSong_GB2312", machine["FangSong"])]
    fonts = official_fonts(available)
    assert ("FZXiaoBiaoSong-B05S", "FangSong_GB2312") == (fonts["title"].family, fonts["body"].family)
    assert bundled_fonts()["sub_heading"] == fonts["sub_heading"]
    assert ["FangSong_GB2312", "Noto Serif SC", "Noto Sans SC"] == families(fonts, "body")


def test_receipt_names_the_font_files(machine):
    named = font_versions(official_fonts(machine.items()))
    assert hashlib.sha256(machine["FangSong"].read_bytes()).hexdigest() == named["simfang.otf"]
    assert {
        "pylopdf-fonts-zh-cn",
        "fzxbs.otf",
        "simfang.otf",
        "NotoSerifSC-Regular.otf",
        "NotoSansSC-Regular.otf",
    } == set(named)


def test_a_machine_with_official_fonts_uses_them_and_falls_back_letter_by_letter(official):
    named, pdf = official
    assert {"fzxbs.otf", "simfang.otf"} <= set(named)
    assert {"FangSong", "FZXiaoBiaoSong-B05S", "NotoSerifSC-Regular", "NotoSansSC-Regular"} == font_names(pdf)
    expected = ReportPDFExporter().from_notebook_node(as_notebook(open_sample("shili-jiaoyu")))[0]
    assert structure(expected).whole() == structure(pdf).whole()


def test_a_machine_with_official_fonts_makes_the_same_bundled_pdf(machine):
    script = _ON_ANOTHER_MACHINE.replace('["fonts"] = "official"', '["fonts"] = "bundled"')
    tests = Path(__file__).parent
    made = subprocess.run(
        [sys.executable, "-c", script],
        env={
            **os.environ,
            "XDG_DATA_HOME": str(machine["FangSong"].parents[1]),
            "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent / 'src'}",
        },
        capture_output=True,
        check=True,
    )
    here = ReportPDFExporter().from_notebook_node(as_notebook(open_sample("shili-jiaoyu")))[0]
    assert here == made.stdout.partition(b"\n")[2]


def test_rare_letters_print(machine):
    notebook = as_notebook(open_sample("shili-jiaoyu"))
    blocks = [cell.outputs[0].data["application/vnd.nianbao.v1+json"] for cell in notebook.cells]
    prose = next(block for block in blocks if block["kind"] == "prose")
    prose["paragraphs"][0]["runs"].append({"text": RARE, "address": None})
    assert RARE in structure(ReportPDFExporter().from_notebook_node(notebook)[0]).whole()
