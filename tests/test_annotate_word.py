"""The clerk's own Word document comes back with a comment at each wrong cell, and reads as before."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

import documents
from helpers.cli.documents import check_file
from helpers.form import load_form
from helpers.intake.folder import read_file
from strategies import distinct

FORM = load_form("2021")
BLANK, WRONG = "applications.granted.natural_person", "disputes.review.total"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    none = dict.fromkeys((a for a in FORM.places if a.startswith("proactive.regulations.")), 0)
    numbers: dict[str, object] = {**distinct(FORM), **none, BLANK: "", WRONG: 3}
    path = tmp_path / "民政局 年报.docx"
    documents.write_docx(path, FORM, numbers, 2023)
    return path


def test_wrong_cells_are_red_with_a_comment(draft, nianbao):
    copy = draft.parent / "退回" / "标注.docx"
    before = draft.read_bytes()
    code, out, _ = nianbao("annotate", draft, "--year", 2023, "-o", copy)
    found = len(check_file(draft, 2023, None)[1].findings)
    assert (1, f"{copy}：标出 {found} 个问题\n", before) == (code, out, draft.read_bytes())
    document = docx.Document(str(copy))
    red = [cell for table in document.tables for cell in table._cells if cell._tc.find(f".//{qn('w:shd')}") is not None]
    assert {"", "3"} <= {cell.text for cell in red}
    said = [comment.text for comment in document.comments]
    assert any("F-01" in text and "（一）予以公开" in text for text in said)
    assert any("T4-01" in text for text in said)


def test_the_copy_reads_as_the_original_and_can_be_annotated_again(draft, nianbao):
    copy, again = draft.parent / "标注.docx", draft.parent / "再标注.docx"
    nianbao("annotate", draft, "--year", 2023, "-o", copy)
    code, out, _ = nianbao("annotate", copy, "--year", 2023, "-o", again)
    assert (1, f"{again}：标出 {len(check_file(draft, 2023, None)[1].findings)} 个问题\n") == (code, out)
    first, second = (read_file(path, 2023) for path in (draft, again))
    values = [{a: (e.kind, e.raw) for a, e in read.filing.entries.items()} for read in (first, second)]
    assert values[0] == values[1]
    assert [s.text for s in first.sections] == [s.text for s in second.sections]
    assert first.title == second.title


def test_a_finding_without_a_place_stands_at_the_beginning(draft, nianbao):
    document = docx.Document(str(draft))
    table = document.tables[2]._tbl
    table.getparent().remove(table)
    document.save(str(draft))
    copy = draft.parent / "标注.docx"
    nianbao("annotate", draft, "--year", 2023, "-o", copy)
    marked = docx.Document(str(copy))
    first = marked.paragraphs[0]._p
    assert any("I-02" in comment.text for comment in marked.comments)
    assert first.find(f".//{qn('w:commentReference')}") is not None


def test_a_damaged_document_gets_one_message(tmp_path, nianbao):
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    code, out, err = nianbao("annotate", tmp_path / "坏.docx", "--year", 2023, "-o", tmp_path / "b.docx")
    assert (2, "") == (code, out)
    assert "打不开" in err
    assert not (tmp_path / "b.docx").exists()
