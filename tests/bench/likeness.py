"""Copies among thousands of offices: seconds and memory, beside comparing every pair with rapidfuzz alone.

`make bench` runs it. A text has stock sentences that many offices use, and sentences of the
sample offices; some are copies.
Comparing every pair is measured on a sample of the rows and scaled to all of them.
"""

from __future__ import annotations

import random
import re
import resource
import time
from pathlib import Path

from rapidfuzz import fuzz, process

from helpers.rules.language.likeness import ALIKE, alike_pairs, bare

OFFICES = 3000
COPIES = 60
BYTES = 2000
SAMPLE = 100
STOCK = (
    "深入贯彻落实《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外。",
    "成立政府信息公开工作领导小组，由主要负责人任组长，分管负责人任副组长，办公室具体承办。",
    "严格落实信息发布审核制度，坚持先审后发，确保公开内容准确、及时、规范。",
    "畅通依申请公开渠道，规范登记、审核、办理、答复、归档各个环节。",
    "加强政府网站和政务新媒体的日常管理，及时更新栏目，清理失效链接。",
    "组织工作人员参加政府信息公开业务培训，提高公开意识和业务水平。",
    "主动接受社会监督，认真听取群众意见，对发现的问题及时整改。",
    "下一步，将继续加大政府信息公开力度，拓宽公开渠道，丰富公开形式。",
)
NARRATIVES = Path(__file__).resolve().parents[2] / "data"


def sentences() -> list[str]:
    """Every sentence of the sample narratives, with numbers for the placeholders."""
    made: list[str] = []
    for path in sorted(NARRATIVES.glob("*/*/narrative.md")):
        prose = "".join(
            line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("#", "-"))
        )
        made += [part + "。" for part in re.sub(r"\{\{[^{}]*\}\}", "37", prose).split("。") if len(part) > 12]
    return made


def text(dice: random.Random, pool: list[str]) -> str:
    """About two kilobytes: a third of stock, the rest of an office's own."""
    made = dice.sample(STOCK, 6)
    while sum(map(len, made)) * 3 < BYTES:
        made.append(dice.choice(pool))
    dice.shuffle(made)
    return "".join(made)


def copied(original: str, dice: random.Random) -> str:
    """The text with up to a fifth of its letters changed."""
    letters = list(original)
    for _ in range(int(len(letters) * dice.uniform(0, 0.2))):
        letters[dice.randrange(len(letters))] = dice.choice("工作公开信息办理年度单位群众服务")
    return "".join(letters)


def main() -> None:
    """Print seconds, memory and how many times faster it is than comparing every pair."""
    dice = random.Random(20240131)
    pool = sentences()
    texts = [text(dice, pool) for _ in range(OFFICES - COPIES)]
    texts += [copied(texts[index], dice) for index in range(COPIES)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    masked = [bare(item) for item in texts]
    pairs = list(alike_pairs(masked))
    ours = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    process.cdist(masked[:SAMPLE], masked, scorer=fuzz.ratio, score_cutoff=100 * ALIKE, workers=-1)
    # Every pair once: half of all rows against all.
    naive = (time.perf_counter() - start) * OFFICES / SAMPLE / 2
    letters = sum(map(len, masked)) // OFFICES
    print(
        f"{OFFICES} 个单位、每篇 {letters} 字，找出雷同 {len(pairs)} 对：{ours:.1f} 秒，内存 {peak // 1024} MB", end=""
    )
    print(f"（其中取数据前 {before // 1024} MB）")
    print(f"逐对比较（按 {SAMPLE} 行推算）：{naive:.0f} 秒，为 {naive / ours:.1f} 倍")


if __name__ == "__main__":
    main()
