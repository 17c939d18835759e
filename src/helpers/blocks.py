"""The blocks a report consists of: displayed in the notebook for people, and as data for the exporters."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .filing import EntryKind, Filing
from .formspec import TableSpec
from .prose import fill
from .submission import Paragraph
from .tables import Cell, CellRole, Layout, lay_out

MIME = "application/vnd.nianbao.v1+json"
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Block:
    """One part of a report. `content` is plain JSON; Jupyter shows it as HTML, an exporter reads the data."""

    kind: str
    content: Mapping[str, Any]
    _bundle: Mapping[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Rendered here and not on display: Jupyter only prints what goes wrong there, and the report would lack a part.
        data = self.to_json()
        bundle = {MIME: data, "text/html": _in_notebook(render_block(data)), "text/plain": _plain(data)}
        object.__setattr__(self, "_bundle", bundle)

    def to_json(self) -> dict[str, Any]:
        """The block as it stands in the executed notebook."""
        return {"kind": self.kind, **self.content}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return dict(self._bundle)


@cache
def template_environment() -> Environment:
    """The one Jinja environment: everything is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["svg_uri"] = _svg_uri
    return made


def _svg_uri(svg: str) -> str:
    """A drawing as the address of an image, in which nothing is run."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def render_block(block: Mapping[str, Any]) -> Markup:
    """One block as an HTML fragment, escaped."""
    macros = template_environment().get_template("blocks.html.j2").module
    return Markup(getattr(macros, block["kind"])(block).strip())  # noqa: S704 - escaped by the template


def _in_notebook(html: Markup) -> str:
    """A block with the few styles that Jupyter does not give it."""
    return f'<div class="nianbao"><style>{_notebook_css()}</style>{html}</div>'


@cache
def _notebook_css() -> str:
    return (TEMPLATES / "notebook.css").read_text(encoding="utf-8").replace("\n", " ").strip()


def collect_blocks(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The blocks of an executed notebook in order; a notebook that is not a report has none."""
    return [
        output["data"][MIME]
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if MIME in output.get("data", {})
    ]


def heading_block(text: str, section: str) -> Block:
    """The heading of a section."""
    return Block("heading", {"text": text, "section": section})


def prose_block(section: str, paragraphs: Sequence[Paragraph], filing: Filing) -> Block:
    """Paragraphs with their numbers filled in; a bound number keeps its address."""
    made = [{"level": p.level, "runs": list(_runs(p.text, filing))} for p in paragraphs]
    return Block("prose", {"section": section, "paragraphs": made})


def _runs(text: str, filing: Filing) -> Iterator[dict[str, str | None]]:
    for run in fill(text, filing):
        yield {"text": run.text, "address": run.address}


def table_block(table: TableSpec, filing: Filing, marked: Collection[str] = ()) -> Block:
    """A table in its official spans; `marked` addresses stand out because something is wrong with them."""
    layout = lay_out(table)
    rows = [
        [
            {
                "role": cell.role.value,
                "text": _cell_text(cell.address, filing) if cell.role is CellRole.NUMBER else cell.text,
                "row_span": cell.row_span,
                "column_span": cell.column_span,
                "address": cell.address,
                "marked": cell.address in marked,
            }
            for cell in line
        ]
        for line in layout.lines()
    ]
    return Block(
        "table",
        {
            "table": table.id,
            "form": table.form,
            "title": table.title,
            "columns": layout.columns,
            "header_rows": layout.header_rows,
            "rows": rows,
        },
    )


def table_layout(block: Mapping[str, Any], top: int = 0) -> Layout:
    """The grid of a table block again, with the text of every cell; its first row is the row `top` of a sheet."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for row, line in enumerate(block["rows"], start=top):
        free = (column for column in range(block["columns"]) if (row, column) not in taken)
        for data in line:
            column = next(free)
            high, wide = data["row_span"], data["column_span"]
            if high > 1 or wide > 1:
                taken |= {(row + r, column + c) for r in range(high) for c in range(wide)}
            cells.append(Cell(row, column, high, wide, CellRole(data["role"]), data["text"], data["address"]))
    return Layout(block["columns"], top + len(block["rows"]), tuple(cells), block["header_rows"])


def _cell_text(address: str | None, filing: Filing) -> str:
    entry = filing.entries.get(address or "")
    return "" if entry is None or entry.kind is EntryKind.BLANK else entry.text.strip()


def _plain(block: Mapping[str, Any]) -> str:
    match block["kind"]:
        case "heading":
            return str(block["text"])
        case "prose":
            return "\n".join("".join(run["text"] for run in p["runs"]) for p in block["paragraphs"])
        case "table":
            return "\n".join("\t".join(cell["text"] for cell in row) for row in block["rows"])
        case "figure":
            return str(block["alt"])
        case "findings":
            return "\n".join(f"{f['rule']} {f['message']}" for f in block["findings"]) or "没有问题"
        case _:
            return "\n".join(str(v) for v in block.values() if isinstance(v, str))
