"""The percentages of the prose must follow from the numbers that they stand for (N-05)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from ...filing import format_number
from ..finding import Judgement, Outcome, Severity
from ..rule import Case, Need, rule
from .ratios import Percentage
from .sentences import Sentence

_TOLERANCE = Decimal("0.05")


@rule(
    "N-05",
    "文字中的百分比与所依据的数字相符",
    severity=Severity.INFO,
    scope="cross",
    formula="abs(p - a/b) <= 0.05 points for one base b in {processed, received, answered, received+carried}",
    origin="实际报告中的差错：占比、同比与件数算不拢",
    status="observed",
    fix="按件数重新计算百分比；分母不是办结或收到总数的，在句中写明。",
    needs=(Need.PROSE,),
)
def percentages_fit(case: Case) -> Iterator[Judgement]:
    """Shares of what the sentence or table three counts, and changes against last year, as far as digits are printed.

    A percentage whose part or whole is not known (满意率98%) is passed over.
    """
    previous = case.previous.filing if case.previous else None
    before: Sentence | None = None
    for sentence in (s for s in case.sentences if not s.overlong):
        earlier = before.text if before and before.origin == sentence.origin else ""
        for numeral in sentence.numerals:
            if numeral.unit == "%" and not numeral.vague and not numeral.address:
                yield from _judged(Percentage(numeral, sentence, case.filing, previous, earlier), sentence)
        before = sentence


def _judged(percentage: Percentage, sentence: Sentence) -> Iterator[Judgement]:
    value, printed = percentage.points, format_number(percentage.numeral.value)
    decimals = _decimals(sentence.text[percentage.numeral.start : percentage.numeral.end])
    half_a_unit = Decimal(5).scaleb(-decimals - 1)
    ratios = percentage.ratios()
    gaps = percentage.gaps
    if gaps:
        message = f"“{sentence.quote}”中的 {printed}% 无法判断，表中相应的件数没有数字（{sentence.origin}）。"
        yield Judgement(Outcome.UNDECIDED, message, gaps, places=(sentence.origin,), blocked_by=gaps)
    if not ratios or any(abs(ratio.percent - value) <= max(_TOLERANCE, half_a_unit) for ratio in ratios):
        return
    due = format_number(ratios[0].percent.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    message = (
        f"“{sentence.quote}”中的 {printed}% 与件数不符，{ratios[0].words}={due}%。"
        f"请核对百分比和件数（{sentence.origin}）。"
    )
    addresses = tuple(n.address for n in sentence.numerals if n.address)
    yield Judgement(Outcome.BROKEN, message, addresses, due, format_number(value), (sentence.origin,))


def _decimals(printed: str) -> int:
    return len(printed.partition("点")[2] or printed.partition(".")[2].removesuffix("%"))
