"""What is passed over before labels are compared letter by letter could not have been like them."""

from __future__ import annotations

import pytest

from helpers.form import all_forms
from helpers.intake.matching.labels import label_key, likeness, may_be_like

LABELS = sorted(
    {
        label_key(label)
        for form in all_forms()
        for table in form.tables.values()
        for block in table.blocks
        for path in (*(row.path for row in block.rows), *(column.path for column in block.columns))
        for label in path
    }
)
DAMAGED = {
    "lost": lambda label, at: label[:at] + label[at + 1 :],
    "doubled": lambda label, at: label[:at] + label[at] + label[at:],
    "other": lambda label, at: f"{label[:at]}某{label[at + 1 :]}",
}


@pytest.mark.parametrize("least", [0.55, 0.75, 0.85])
@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_no_label_that_is_like_enough_is_passed_over(damage, least):
    typed = [damage(label, len(label) // 2) for label in LABELS]
    alike = [(text, label) for text in typed for label in LABELS if likeness(text, label) >= least]
    assert alike == [(text, label) for text, label in alike if may_be_like(text, label, least)]
    assert alike
