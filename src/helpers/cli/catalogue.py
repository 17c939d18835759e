"""Verbs that explain the kit: rules, form, schema, fonts."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping

import click

from ..errors import ParamsError
from ..fonts import ROLES, Font, bundled_fonts
from ..form import form_for_year
from ..rules import catalogue
from ..rules.explain import explain, rule_json
from ..rules.finding import SEVERITY_WORDS
from ..rules.rule import Rule
from ..schemas.catalogue import SCHEMAS
from ..spelling import did_you_mean
from .chinese import Command
from .workspace import Workspace, format_option, workspace_options


@click.command("rules", cls=Command, help="列出校验规则，或解释一条。\n\n例：nianbao rules T3-01")
@click.argument("rule_id", metavar="[规则]", required=False)
@format_option
@workspace_options
def rules(rule_id: str | None, as_json: bool, workspace: Callable[[], Workspace]) -> None:
    """Print the catalogue, or one rule explained with its examples."""
    chosen = list(catalogue().values()) if rule_id is None else [_known(rule_id)]
    if as_json:
        click.echo(json.dumps({"rules": [rule_json(rule) for rule in chosen]}, ensure_ascii=False, indent=1))
    elif rule_id is None:
        for rule in chosen:
            click.echo(f"{rule.id}　{SEVERITY_WORDS[rule.severity]}　{rule.title}")
    else:
        for line in explain(chosen[0]):
            click.echo(line)


def _known(rule_id: str) -> Rule:
    known = catalogue()
    found = known.get(unicodedata.normalize("NFKC", rule_id).upper())  # letters of double width are letters
    if found is None:
        raise ParamsError(f"没有规则“{rule_id}”", "", did_you_mean(rule_id, known, "nianbao rules 列出全部规则。"))
    return found


@click.command(
    "fonts",
    cls=Command,
    help="列出每种字体用的是哪个文件，本机有哪些公文字体，还缺哪些。\n\n例：nianbao fonts",
)
@format_option
@workspace_options
def fonts(as_json: bool, workspace: Callable[[], Workspace]) -> None:
    """Print what each typographic role resolves to with bundled and with official fonts, and what is to be gained."""
    from ..exporters.typesetting import chosen_fonts  # it loads the typesetter, which no other verb here needs

    bundled, official = chosen_fonts("bundled"), chosen_fonts("official")
    if as_json:
        told = {
            name: {r: _font_json(f) for r, f in o.items()} for name, o in (("bundled", bundled), ("official", official))
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for role in ROLES:
        click.echo(f"{role.id}　{role.words}，应为{role.face}")
        click.echo(f"　　bundled　{_font_words(bundled[role.id])}")
        if role.official:
            click.echo(f"　　official　{_font_words(official[role.id])}")
    for words in _to_gain(official):
        click.echo(words)


def _font_json(font: Font) -> dict[str, object]:
    return {"family": font.family, "file": str(font.path), "sha256": font.sha256, "substitute": font.substitute}


def _font_words(font: Font) -> str:
    return f"{font.family}{'（代用）' if font.substitute else ''}　{font.path.name}　{font.sha256[:12]}"


def _to_gain(official: Mapping[str, Font]) -> Iterator[str]:
    """What an office would gain by adding a font, or by using those that its machine has."""
    for role in ROLES:
        if official[role.id].substitute:
            yield f"装上“{role.official[1]}”，{role.words}就能用{role.face}；现在用 {official[role.id].family} 代替。"
    if any(official[role.id] != bundled_fonts()[role.id] for role in ROLES):
        yield "本机的公文字体，在 params/<年度>.yaml 中写 fonts: official 才使用；写 bundled 各台机器排出的文件相同。"
    yield "Word 文档写的是公文字体的名称（方正小标宋简体、仿宋_GB2312、黑体、楷体_GB2312），由打开它的机器提供。"


@click.command("form", cls=Command, help="列出一个年度格式的全部单元格编号（可作占位符）。\n\n例：nianbao form 2023")
@click.argument("year", type=int, metavar="年度")
@format_option
@workspace_options
def form_verb(year: int, as_json: bool, workspace: Callable[[], Workspace]) -> None:
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
    if as_json:
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
    """Print the JSON Schema of one kind of the kit's JSON."""
    if name not in SCHEMAS:
        raise ParamsError(f"没有“{name}”的 JSON Schema", "", did_you_mean(name, SCHEMAS))
    click.echo(json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=1))
