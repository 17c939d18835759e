"""Personal data and marks of classification: what is told, what is not, and that no message repeats a number."""

from __future__ import annotations

import pytest
from rule_examples import filed, said, worded
from stdnum import luhn
from stdnum.cn import ric

from helpers.filing import Entry, EntryKind, Origin
from helpers.rules import Case, Severity, check
from helpers.rules.language.identifiers import IdentifierKind, identifiers, masked
from helpers.submission import Paragraph, Submission

BORN = "41030319900307123"
CARD = BORN + ric.calc_check_digit(f"{BORN}0")
BANK = "621700001234567890" + luhn.calc_check_digit("621700001234567890")
SHORT_BANK = "622202123456789" + luhn.calc_check_digit("622202123456789")
ID, MOBILE, BANK_CARD, MAILBOX = IdentifierKind

PERSONAL = [
    (f"申请人张某，身份证号{CARD}。", ID),
    (f"身份证号码：{CARD[:6]} {CARD[6:14]} {CARD[14:]}", ID),
    (f"{CARD[:6]}-{CARD[6:14]}-{CARD[14:]}", ID),
    ("证号" + "".join(chr(ord(digit) + 0xFEE0) for digit in CARD), ID),
    ("身份证410303199003071230（校验码抄错）", ID),
    ("身份证号410303900307123，", ID),
    ("联系电话13812345678。", MOBILE),
    ("手机：138 1234 5678", MOBILE),
    ("手机138-1234-5678", MOBILE),
    ("电话＋８６１３８１２３４５６７８", MOBILE),
    ("+86-138-1234-5678", MOBILE),
    ("电话：0379-12345678 13912345678", MOBILE),
    ("138\u200b1234\u200b5678", MOBILE),
    ("联系人：李主任（13812345678）", MOBILE),
    (f"银行卡号{BANK}", BANK_CARD),
    (f"退至 {' '.join(SHORT_BANK[i : i + 4] for i in range(0, 16, 4))}", BANK_CARD),
    ("电子邮箱：12345@qq.com", MAILBOX),
    ("邮箱 abc.def@vip.163.com", MAILBOX),
]
HARMLESS = [
    "电话：0379-12345678，邮编471000",
    "咨询热线12345",
    "电话0517-8722 2589",
    "电话010-6512-3456",
    "400-123-4567",
    f"索引号：{CARD}",
    f"统一社会信用代码{CARD}",
    "统一社会信用代码：11410305005451234X",
    "网址http://www.shili.gov.cn/art/2023/1/17/art_13812345678_3948693.html",
    "示政办〔2023〕13812345678号",
    "收费13812345678元",
    "浏览量13812345678次",
    "阅读量138 1234 5678 人次",
    "豫公网安备 41030302000123号",
    "2023-01-01至2023-12-31",
    "电子邮箱：xxgk@shili.gov.cn",
    "附件20230131123000123.pdf",
    "公开信息13812345678.5万元",
    "备案号62010200012023000",
    "15 3 12 0 0 0 30",
    "138 1234 5678 0 0 0 0",
    "公众号ID：A13812345678",
    "20220127161896119",
    "发放138张、1234份、5678册",
]


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
def test_personal_data_is_found(text, kind):
    assert [kind] == [item.kind for item in identifiers(text)]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_are_left_alone(text):
    assert () == identifiers(text)
    assert text == masked(text)


def test_masked_text_keeps_only_the_ends():
    assert "身份证410***********1238，电话138****5678，邮箱z***@qq.com" == masked(
        f"身份证{CARD}，电话13812345678，邮箱zhang@qq.com"
    )


@pytest.mark.parametrize("text", ["1 " * 50_000, "9" * 200_000, "a@" * 50_000, "1-" * 50_000 + "x", "a." * 100_000])
def test_a_long_line_of_digits_and_signs_is_surely_nobodys(text):
    assert [] == [found for found in identifiers(text) if found.sure]


def told(of: Case, rule: str):
    return [finding for finding in check(of).findings if finding.rule == rule]


def test_number_without_words_or_check_digit_stops_no_publication():
    assert [Severity.WARNING] == [f.severity for f in told(said(1, "名单410303900307123在册。"), "P-04")]
    assert [Severity.WARNING] == [f.severity for f in told(said(1, f"退至{BANK}。"), "P-04")]


def test_mobile_named_mailbox_is_a_mobile():
    assert [Severity.ERROR, Severity.INFO] == [f.severity for f in told(said(1, "13812345678@139.com"), "P-04")]


def test_personal_data_is_found_in_title_headings_and_cells():
    title = told(worded(title="示例区文化和旅游局13812345678"), "P-04")
    assert ["标题有手机号码“138****5678”"] == [f.message.split("，")[0] for f in title]
    assert [()] == [f.places for f in title]
    entry = Entry(EntryKind.UNREADABLE, "张某13812345678", Origin("tables.xlsx", "申请", "D4"), None, "不是数字")
    address = "applications.new_received.natural_person"
    cell = told(Case(Submission(filed().filing.with_entries({address: entry}))), "P-04")
    assert [("tables.xlsx · 申请 · D4",)] == [f.places for f in cell]


def test_no_finding_repeats_a_persons_number():
    of = said(1, f"依申请公开受理渠，电话13812345678，身份证{CARD}，工作工作。")
    texts = [f"{f.message}{f.actual}" for f in check(of).findings]
    assert [] == [text for text in texts if "13812345678" in text or CARD in text]


MARKS = [
    "秘密★1年",
    "机密★",
    "绝密★长期",
    "000001 机密★1年",
    "【秘密】★6个月",
    "密级：机密",
    "机密 1年",
    "秘密*1年",
    "内部资料 注意保存",
    "内部资料，请勿外传",
    "（内部资料，注意保存）",
    "内部文件",
    "工作秘密",
    "仅供内部使用",
    "秘密★1年示例区文化和旅游局工作报告",
    "内部资料 注意保存 示例区文化和旅游局年度报告",
    "示例区文化和旅游局文件   机密★1年",
]
WORDS = [
    "涉及国家秘密、工作秘密的信息不予公开。",
    "1.属于国家秘密",
    "“内部资料”不得公开",
    "内部资料不得公开，拟发布内容一律先审。",
    "内部文件清理28件。",
    "秘密事项不上网。",
    "机密文件由专人保管",
    "严格保密审查",
    "对标有“机密★”字样的文件一律退回。",
    "密级：公开",
    "内部资料，注意保存的规定落实到人。",
    "仅供内部使用的系统账号已清理",
    "不予公开",
    "保密期限1年",
    "秘密",
    "内部资料。",
]


@pytest.mark.parametrize("text", MARKS)
def test_mark_that_stands_for_itself_is_told(text):
    assert [Severity.ERROR] == [f.severity for f in told(said(1, text), "P-06")]


@pytest.mark.parametrize("text", WORDS)
def test_words_about_secrets_are_no_mark(text):
    assert [] == told(said(1, text), "P-06")


def test_lone_word_is_a_mark_before_section_one():
    lead = (Paragraph("秘密", Origin("narrative.md", "", "第 1 行")),)
    assert 1 == len(told(worded(lead=lead), "P-06"))
