"""Make the tables of the sample data: `python tests/samples/make_samples.py`.

The offices of 示例区 and all their numbers are invented. Each filing has a different number in every cell that the
form leaves free, balances in itself, and carries over from year to year, of one office over five.
xigong-shequ is a real office that reported zero throughout for 2023.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from helpers.filing import Number
from helpers.form import form_for_year
from helpers.formspec import FormSpec
from helpers.intake.outgoing.template import Content, write_workbook
from helpers.register import load_register

ROOT = Path(__file__).resolve().parents[2]
INVENTED_YEARS = (2022, 2023)
LONG = "shili-jiaoyu"  # has the years before, too, of which two are on the form of 2019
LONG_YEARS = (2019, 2020, 2021, *INVENTED_YEARS)
REAL = "xigong-shequ"
WRONG = "shili-shuiwu"


def invent(form: FormSpec, seed: str, before: Mapping[str, Number] | None = None) -> dict[str, Number]:
    """Numbers for every address of `form`: distinct where free, balanced, carried over from `before`."""
    dice = random.Random(seed)
    free = iter(dice.sample(range(3, 1200), 400))
    applications, disputes = form.tables["applications"], form.tables["disputes"]
    columns = [c.id for c in applications.blocks[0].columns if c.id != "total"]
    rows = [r.id for r in applications.blocks[0].rows]
    details = [r for r in rows if r not in ("new_received", "carried_in", "total_processed", "carried_out")]
    made: dict[str, Number] = {}
    for column in columns:
        for row in (*details, "carried_in", "carried_out"):
            made[f"applications.{row}.{column}"] = next(free)
        if before:
            made[f"applications.carried_in.{column}"] = before[f"applications.carried_out.{column}"]
        processed = sum(int(made[f"applications.{row}.{column}"]) for row in details)
        made[f"applications.total_processed.{column}"] = processed
        made[f"applications.new_received.{column}"] = (
            processed + int(made[f"applications.carried_out.{column}"]) - int(made[f"applications.carried_in.{column}"])
        )
    for row in rows:
        made[f"applications.{row}.total"] = sum(int(made[f"applications.{row}.{column}"]) for column in columns)
    for address, place in disputes.places.items():
        parts = [made.get(term, 0) for term in disputes.sums[address].right] if address in disputes.sums else []
        made[address] = sum(int(part) for part in parts) if place.column.id == "total" else next(free)
    for column in ("issued", "repealed", "in_force"):
        made[f"proactive.regulations.{column}"] = 0
    issued, repealed = sorted((next(free), next(free)), reverse=True)
    issued = _near(issued, before, "proactive.normative_documents.issued")
    repealed = _near(repealed, before, "proactive.normative_documents.repealed")
    in_force = 1300 + next(free) if before is None else int(before.get("proactive.normative_documents.in_force", 1300))
    made["proactive.normative_documents.issued"] = issued
    made["proactive.normative_documents.repealed"] = repealed
    made["proactive.normative_documents.in_force"] = in_force + issued - repealed
    for row in ("administrative_license", "administrative_penalty", "administrative_coercion"):
        made[f"proactive.{row}.decisions"] = 2000 + next(free)
    fee = "proactive.administrative_fee.amount_10k_yuan"
    made[fee] = _near(next(free), before, fee)
    if form.id == "2019":
        made |= first_form(before, iter(dice.sample(range(300, 900), 20)))
    return {address: made[address] if address in made else next(free) for address in form.places}


def first_form(before: Mapping[str, Number] | None, free: Iterator[int]) -> dict[str, Number]:
    """What table two held before 2021: what was made public adds up, and the items go on from year to year."""
    made: dict[str, Number] = {f"proactive.regulations.{c}": 0 for c in ("made", "newly_public", "public_total")}
    documents = "proactive.normative_documents"
    newly, new = sorted((next(free), next(free)))
    known = before[f"{documents}.public_total"] if before else 1300 + next(free)
    made |= {f"{documents}.made": new, f"{documents}.newly_public": newly, f"{documents}.public_total": known + newly}
    for row in ("license", "penalty", "coercion", "fee"):
        items = f"proactive.administrative_{row}"
        last = before[f"{items}.previous_items"] + before[f"{items}.change"] if before else next(free)
        made |= {f"{items}.previous_items": last, f"{items}.change": next(free)}
    made |= {f"proactive.central_procurement.{column}": next(free) for column in ("projects", "amount")}
    return made


def _near(number: int, before: Mapping[str, Number] | None, address: str) -> int:
    """The number, halved or doubled until it is no leap from last year's."""
    last = int(before.get(address, number)) if before else number
    while number > 4 * last:
        number //= 2
    while 4 * number < last:
        number *= 2
    return number


def spoil(numbers: dict[str, Number]) -> dict[str, Number | str]:
    """The faults of the cookbook: a digit typed wrong, words for a number, a cell left out."""
    spoilt: dict[str, Number | str] = dict(numbers)
    spoilt["applications.new_received.natural_person"] = int(numbers["applications.new_received.natural_person"]) + 9
    spoilt["applications.denied_process_info.research"] = "三十七"
    del spoilt["applications.declined_duplicate.legal_service"]
    return spoilt


def write(year: int, office: str, numbers: Mapping[str, Number | str]) -> None:
    """Write data/<year>/<office>/tables.xlsx."""
    register = load_register(ROOT / "params")
    name = register.office(office, year)
    remarks = ("示例：本单位及全部数字均为虚构。",) if name.example else ()
    folder = ROOT / "data" / str(year) / office
    folder.mkdir(parents=True, exist_ok=True)
    write_workbook(folder / "tables.xlsx", form_for_year(year), Content(year, name.name, numbers, remarks))


def main() -> None:
    """Write every workbook of the sample data."""
    register = load_register(ROOT / "params")
    write(2023, REAL, dict.fromkeys(form_for_year(2023).places, 0))
    for office in (o.id for o in register.of_year(2023) if o.example):
        before: dict[str, Number] | None = None
        for year in LONG_YEARS if office == LONG else INVENTED_YEARS:
            before = invent(form_for_year(year), f"{office} {year}", before)
            write(year, office, before)
    write(2024, WRONG, spoil(invent(form_for_year(2024), f"{WRONG} 2024")))


if __name__ == "__main__":
    main()
