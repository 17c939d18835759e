"""Verbs that explain the kit: rules, form, schema, fonts."""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from ..errors import ParamsError
from ..fonts import bundled_fonts
from ..form import form_for_year
from ..rules import catalogue
from ..rules.explain import explain, rule_json
from ..rules.finding import SEVERITY_WORDS
from ..rules.rule import Rule
from ..schemas import SCHEMAS
from ..yamlfile import closest
from .chinese import Command
from .workspace import Workspace, format_option, workspace_options


@click.command("rules", cls=Command, help="列出校验规则，或解释一条。\n\n例：nianbao rules T3-01")
@click.argument("rule_id", metavar="[规则]", required=False)
@format_option
@workspace_options
def rules(rule_id: str | None, as_json: str, workspace: Callable[[], Workspace]) -> None:
    """Print the catalogue, or one rule explained with its examples."""
    chosen = list(catalogue().values()) if rule_id is None else [_known(rule_id)]
    if as_json == "json":
        click.echo(json.dumps({"rules": [rule_json(rule) for rule in chosen]}, ensure_ascii=False, indent=1))
    elif rule_id is None:
        for rule in chosen:
            click.echo(f"{rule.id}　{SEVERITY_WORDS[rule.severity]}　{rule.title}")
    else:
        for line in explain(chosen[0]):
            click.echo(line)


def _known(rule_id: str) -> Rule:
    known = catalogue()
    found = known.get(rule_id.upper())
    if found is None:
        near = closest(rule_id, list(known))
        raise ParamsError(f"没有规则“{rule_id}”", "", f"是不是“{near}”？" if near else "nianbao rules 列出全部。")
    return found


@click.command("fonts", cls=Command, help="列出各种字体用的是哪个文件。\n\n例：nianbao fonts")
@workspace_options
def fonts(workspace: Callable[[], Workspace]) -> None:
    """Print what each typographic role resolves to."""
    for role, font in bundled_fonts().items():
        click.echo(f"{role}　{font.family}　{font.path.name}　{font.sha256[:12]}")


@click.command("form", cls=Command, help="列出一个年度格式的全部单元格编号（可作占位符）。\n\n例：nianbao form 2023")
@click.argument("year", type=int, metavar="年度")
@format_option
@workspace_options
def form_verb(year: int, as_json: str, workspace: Callable[[], Workspace]) -> None:
    """Print the data dictionary: every address with its words, unit and, for totals, its terms."""
    form = form_for_year(year)
    fields = [
        {
            "address": address,
            "words": place.words,
            "unit": place.column.unit,
            "value": place.column.value.value,
            "sum_of": list(table.sums[address].right) if address in table.sums else [],
            "help": place.row.help,
        }
        for table in form.tables.values()
        for address, place in table.places.items()
    ]
    if as_json == "json":
        told = {"form": form.id, "document": form.document, "fields": fields}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    click.echo(f"{form.name}（{form.document}），{len(fields)} 个单元格")
    for field in fields:
        note = "（合计）" if field["sum_of"] else ""
        click.echo(f"{field['address']}　{field['words']}　{field['unit']}{note}")


@click.command(
    "schema",
    cls=Command,
    help="输出一种 JSON 的 JSON Schema（2020-12），供程序校验。\n\n例：nianbao schema filing > filing.jsonschema.json",
)
@click.argument("name", metavar="|".join(SCHEMAS))
@workspace_options
def schema(name: str, workspace: Callable[[], Workspace]) -> None:
    """Print the JSON Schema of filing.json, of what `read` prints, of findings.json or receipt.json."""
    if name not in SCHEMAS:
        near = closest(name, list(SCHEMAS))
        fix = f"是不是“{near}”？" if near else f"可用：{'、'.join(SCHEMAS)}。"
        raise ParamsError(f"没有“{name}”的 JSON Schema", "", fix)
    click.echo(json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=1))


VERBS = (rules, form_verb, schema, fonts)
