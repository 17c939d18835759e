"""What a batch came to, by who must act next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..index import STATES
from ..job import Result
from ..outputs import ISSUES, NOTEBOOK

_LISTED = 20  # offices of one group; all of them are on the page


@dataclass(frozen=True, slots=True)
class Summary:
    """How the reports of the offices ended, in the order of `names`; `page` has all of them.

    `standing` of them were not made again, and `across` counts what was found about the offices together.
    """

    names: Mapping[str, str]
    results: Sequence[Result]
    missing: Sequence[str]
    standing: int
    across: int
    page: str

    def lines(self) -> Iterator[str]:
        """The lines that people read: the counts, then a group for each who must act."""
        counts = Counter(result.state for result in self.results) | Counter(missing=len(self.missing))
        yield "，".join(f"{STATES[state]} {counts[state]}" for state in STATES if counts[state]) + "。"
        if self.standing:
            yield f"其中 {self.standing} 个没有变化，没有重新生成。"
        yield from self._group("填报单位要改（退回修改，把问题单发给单位）：", self._refused())
        yield from self._group("填报单位要报（未报送，请催报）：", [self.names[office] for office in self.missing])
        yield from self._group("运行人员要查（运行失败，上次的报告没有动）：", self._failed())
        yield from self._group("政务公开办要看（有警告，看过再发布）：", self._warned())
        if self.across:
            yield f"政务公开办要看：各单位之间有 {self.across} 个问题，见目录页。"
        if ready := sum(r.state == "built" and not r.warnings for r in self.results):
            yield f"政务公开办可以发布：{ready} 份。"
        yield f"全部结果：{self.page}"

    def _refused(self) -> list[str]:
        return [f"{self.names[r.office]}：{r.errors} 个错误，见 {r.office}/{ISSUES}" for r in self._of("refused")]

    def _failed(self) -> list[str]:
        return [f"{self.names[r.office]}：{r.message}" for r in self._of("failed")]

    def _warned(self) -> list[str]:
        return [
            f"{self.names[r.office]}：{r.warnings} 个警告，见 {r.office}/{NOTEBOOK}"
            for r in self._of("built")
            if r.warnings
        ]

    def _of(self, state: str) -> list[Result]:
        order = {office: place for place, office in enumerate(self.names)}
        return sorted((r for r in self.results if r.state == state), key=lambda r: order[r.office])

    def _group(self, heading: str, lines: Sequence[str]) -> Iterator[str]:
        if lines:
            yield heading
        for line in lines[:_LISTED]:
            yield f"  {line}"
        if len(lines) > _LISTED:
            yield f"  ……等 {len(lines)} 个，见目录页。"
