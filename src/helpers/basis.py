"""What a report is made of, as digests by part: a receipt names them, and a plan compares them."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib.metadata import distribution, version
from pathlib import Path

from pydantic_core import to_json

from .digests import Remembered, digest, tree_digest
from .exceptions import AcceptedException
from .fonts import Font, FontChoice, bundled_folder, bundled_fonts, font_versions
from .history import YEARS
from .params import Campaign
from .places import names_in, place_of
from .previous import offices_before
from .register import Office, Register
from .store import checksums, sha256

# First what is the office's own, then what all reports of a year share.
_OWN = ("source", "narrative", "previous_year", "children", "params")
_SHARED = ("notebook", "form", "code", "template", "fonts", "libraries")
PARTS = (*_OWN, *_SHARED)
# By which a report is read, judged, run and written; click, rich and the like only carry it.
LIBRARIES = (
    "ipykernel",
    "ipython",
    "jinja2",
    "lxml",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "nbformat",
    "numpy",
    "openpyxl",
    "pandas",
    "papermill",
    "pdfplumber",
    "pydantic",
    "python-calamine",
    "python-docx",
    "python-stdnum",
    "pyyaml",
    "rapidfuzz",
    "typst",
    "xlsxwriter",
)
_NARRATIVE = "narrative.md"
_PACKAGE = Path(__file__).parent
_CACHE = ("__pycache__",)
_NOTHING = ("", "")
_NONE = digest()


@cache
def versions(fonts: FontChoice) -> Mapping[str, object]:
    """The versions of kit, Python, fonts and libraries, for the receipt."""
    chosen = bundled_fonts() if fonts == "bundled" else _official_fonts()
    return _software() | {"fonts": font_versions(chosen)}


@cache
def _software() -> dict[str, object]:
    libraries = {name: _version(name) for name in LIBRARIES}
    return {"kit": _version("nianbao"), "python": platform.python_version(), "libraries": libraries}


def _version(name: str) -> str:
    """The version of a library; importlib.metadata would parse all that its author tells of it, too."""
    found = re.search(r"^Version: *(\S+)", distribution(name).read_text("METADATA") or "", re.MULTILINE)
    return found[1] if found else version(name)


def _official_fonts() -> Mapping[str, Font]:
    from .exporters.typesetting import chosen_fonts  # it loads the typesetter, which the bundled ones do without

    return chosen_fonts("official")


def kit_basis(fonts: FontChoice, seen: Remembered) -> dict[str, str]:
    """The digests of what this machine brings to every report."""
    return {
        "form": tree_digest(_PACKAGE / "forms", "forms", seen),
        "code": tree_digest(_PACKAGE, "code", seen, without=("forms", "templates", *_CACHE)),
        "template": tree_digest(_PACKAGE / "templates", "templates", seen),
        "fonts": _digest_of(fonts, seen),
        "libraries": digest(json.dumps(_software())),
    }


def _digest_of(fonts: FontChoice, seen: Remembered) -> str:
    """The digest of the fonts; to read the bundled ones takes as long as to decide on a thousand reports."""
    if fonts == "bundled":
        return tree_digest(bundled_folder(), "fonts", seen, without=_CACHE)
    return digest(json.dumps(versions(fonts)["fonts"]))


@dataclass(frozen=True)
class Materials:
    """What the reports of a year are made of."""

    campaign: Campaign
    register: Register
    exceptions: Sequence[AcceptedException]
    data: Path
    notebook: Path

    def basis(self, office: Office, seen: Remembered) -> dict[str, str]:
        """The digest of each of the PARTS of what an office's report is made of."""
        source, narrative = self._handed_in(self.campaign.year, office.id, seen)
        return {
            "source": source,
            "narrative": narrative,
            "previous_year": digest(*self._earlier(office, seen)),
            "children": digest(*self._below(office, seen)) if office.id in self._children else _NONE,
            "params": self._params_of.get(office.id, self._params_of[""]),
            **self.shared(seen),
        }

    def shared(self, seen: Remembered) -> Mapping[str, str]:
        """The digests of what all reports of the year are made of, found out the first time."""
        if not self._found:
            self._found["notebook"] = sha256(self.notebook.read_bytes())
            self._found.update(kit_basis(self.campaign.fonts, seen))
        return self._found

    @cached_property
    def _found(self) -> dict[str, str]:
        return {}

    def _earlier(self, office: Office, seen: Remembered) -> Iterator[str]:
        """What the office and those before it handed in for the years to which its report looks back."""
        offices: tuple[Office, ...] = (office,)
        for year in self._earlier_years:
            offices = offices_before(offices, self.register, year + 1)
            for earlier in offices:
                yield from (str(year), earlier.id, *self._handed_in(year, earlier.id, seen))

    def _below(self, office: Office, seen: Remembered) -> Iterator[str]:
        """What the offices handed in whose numbers this one adds up."""
        for child in self._children[office.id]:
            yield from (child, *self._handed_in(self.campaign.year, child, seen))

    @cached_property
    def _earlier_years(self) -> Sequence[int]:
        """The years from the last one back to the first of which anything was handed in."""
        years = range(self.campaign.year - 1, self.campaign.year - YEARS, -1)
        first = min((year for year in years if self._delivered(year)), default=self.campaign.year)
        return [year for year in years if year >= first]

    @cached_property
    def _children(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for office in self.register.of_year(self.campaign.year):
            found.setdefault(office.parent, []).append(office.id)
        return found

    @cached_property
    def _params(self) -> str:
        """The campaign and the whole register, since names of other offices are looked for in the text of each."""
        folder, year = self.register.path.parent, self.campaign.year
        earlier = (folder / f"{before}.yaml" for before in range(year - 1, year - YEARS, -1))
        return digest(
            self.campaign.model_dump_json(),
            to_json(self.register.offices).decode(),
            *(path.name + sha256(path.read_bytes()) for path in earlier if path.is_file()),
        )

    @cached_property
    def _params_of(self) -> Mapping[str, str]:
        """The parameters with what was accepted of each office that has any; under "" those of all others."""
        accepted: dict[str, list[str]] = {"": []}
        for exception in self.exceptions:
            if exception.year == self.campaign.year:
                accepted.setdefault(exception.office, []).append(exception.model_dump_json())
        return {office: digest(self._params, *told) for office, told in accepted.items()}

    def _handed_in(self, year: int, office: str, seen: Remembered) -> tuple[str, str]:
        """The digests of an office's files: of all but the narrative, and of the narrative."""
        if office not in self._delivered(year):
            return _NOTHING
        folder = f"{self.data}/{year}/{office}"
        source, narrative = seen.about(f"data/{year}/{office}", folder, partial(_hashed, folder))
        return source, narrative

    def _delivered(self, year: int) -> Collection[str]:
        """The offices that have a folder of a year."""
        found = self._folders.get(year)
        if found is None:
            found = self._folders[year] = frozenset(names_in(self.data / str(year)))
        return found

    @cached_property
    def _folders(self) -> dict[int, frozenset[str]]:
        return {}


def _hashed(folder: str, files: Sequence[str]) -> list[str]:
    # A file that cannot be read has no checksum: the report fails by itself where it is read, and stops no other.
    found = zip(files, checksums(place_of(folder), files), strict=True)
    hashes = {name: f"{name} {checksum or ''}" for name, checksum in found}
    narrative = hashes.pop(_NARRATIVE, "")
    return [digest(*hashes.values()), digest(narrative)]
