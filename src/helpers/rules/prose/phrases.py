"""The words of sentences about applications: what is counted, by what verb, and by whom it was asked."""

from __future__ import annotations

import re

from .claims import Weight


def _any_of(words: str) -> str:
    # Longest first and possessive: no word is read in two ways, so that a long line takes no longer than its length.
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})*+"


UNITS = ("件", "件次", "宗", "起", "例", "份", "条", "项", "个", "次", "人次", "")
_NO_NUMBER = r"(?!人(?!次)|表(?!格)|材料|书|量比|率|渠道|流程|办法|制度|答复(?:率|工作|规范)|受理(?:点|渠|窗))"
_NO_CASE = r"(?!渠道|流程|办法|制度|专栏|栏目|平台|系统|指南|答复率|规定)"
APPLICATION = re.compile(
    rf"(?:政府|政务)?信息(?:的|依)?公开的?类?申请{_NO_NUMBER}|依申请公开{_NO_CASE}"
    rf"|新收的?申请{_NO_NUMBER}|依申请件|申请公开的?政府信息|(?:政府信息|公开|信息)申请{_NO_NUMBER}"
)
RIVAL = re.compile(
    "复议|诉讼|信访(?!举报投诉类)|投诉|举报(?!投诉类)|咨询|留言|热线|12345|建议|提案|议案|信箱|工单|诉求|许可|审批|救助"
    "|补助|补贴|补偿款|低保|入学|登记申请|仲裁|处罚|舆情|意见|来访|来电|稿|解读|宣传|培训|会议|规范性文件|主动公开"
    "|项目申报|执法(?!案卷)|监督检查"
)
RESULT = re.compile(
    "予以公开|部分公开|区分处理|不予|不再|无法提供|不能提供|不掌握|不存在|其[他它](?:方式)?处理|重复申请|国家秘密|另行制作"
)
_LAST = r"(?:上年|去年|上一年|往年|以前年|上年末|20[0-9]{2}年)"
_NEXT = r"(?:下|次|明|来|后)一?个?年"
_ON = (
    rf"(?:结转|转入|转至|转到|顺延|延续|移至|递延|延至|留待|留至|留到|待)[至到入于]?(?:{_NEXT}|20[0-9]{{2}}年)度?"
    r"(?:继续)?(?:办理|处理|答复)?"
)
VERB = re.compile(
    rf"(?P<in>{_LAST}度?末?[的尚仍]?(?:未办结|未办完|跨年)?的?"
    r"(?:结转|转入|转来|遗留)[到至]?(?:本年|今年)?度?(?:继续)?(?:办理)?"
    rf"|结转自?{_LAST}度?(?:继续)?(?:办理)?)"
    rf"|(?P<out>{_ON}|跨年度?(?:办理|结转)|转(?:{_NEXT}|20[0-9]{{2}}年)度?(?:继续)?(?:办理)?)"
    r"|(?P<carried>结转)"
    r"|(?P<sum>收办|新收[及和加](?:上年)?结转)"
    r"|(?P<received>(?<![不未])(?<!不予)(?:新收|收到|受理|接到|接收|收悉|新增|收件))"
    r"|(?P<finished>(?<![未应])(?<!延期)(?<!延长)(?:办结|办毕|办复|答复|回复|处理完毕|办理完毕|办理完结|办理完成|审结))"
    r"|(?P<handled>(?<![未应])(?:办理|处理))"
)
_COUNTED = (
    "的 了 到 来 过 件数 件 数量 总数 共计 合计 累计 总计 总共 共 计 为 是 有 达 约 近 继续 全部 均 已 申请(?!人|表|书)"
)
_ASKED = (
    "政府 政务 信息 依申请 公开 类 各类 各种 书面 事项 业务 办件 案件 信件 总量 量 数"
    " 并 和 及 、 与 有效 度 本年 其中 分别"
)
_WHO = "[我本](?:局|办|委|厅|街道|镇|乡|单位|机关|部门|中心) 公民 公众 群众 社会 或 其他组织 其它组织 者 提出 提交"
_DONE = "收到 新收 受理 接到 办理 办结 答复 回复 处理 完毕 按期 按时 依法 如期 及时 在法定期限内 [“”]"
FILL = re.compile(_any_of(f"{_COUNTED} {_ASKED} {_WHO} {_DONE}"))
BARE_FILL = re.compile(_any_of(f"{_COUNTED} 办理 事项 业务 案 [“”]"))
QUIET = re.compile(_any_of("其中 余下 剩余 其余 尚有 另有 有 共 还有 年末 年底 截至年底 、 和 及 对 将 的"))
FREE_AFTER = re.compile(
    r"$|的|申请(?!人)|依申请|政府信息公开申请|信息公开申请|[按均都已全由在并且经依及尚予]|结转|办结|答复|其中"
)
VERB_AFTER = re.compile(
    rf"{_any_of('申请 的 依申请公开 政府 信息 公开 继续 需')}(?:(?P<out>{_ON}|跨年)|(?P<carried>结转)"
    rf"|{_any_of('均 已 全部 按期 按时 依法 在法定期限内 及时')}(?P<finished>办结|答复|办理完毕|处理完毕))"
)
SUM_WORD = re.compile(r"(?:合计|共计|总计|累计|两项共?|共)$")
EVERYBODY = re.compile(r"(?:公民|自然人|个人)[、，和及或与]?(?:法人|企业)(?:(?:或者|[、和及或与])+其[他它]组织)?")
_ORGANISATIONS = ("business", "research", "public_interest", "legal_service", "other_org")
COLUMNS: tuple[tuple[re.Pattern[str], tuple[str, ...], str, Weight], ...] = (
    (re.compile(r"法人(?:以及|[或和及与、])者?其[他它]组织"), _ORGANISATIONS, "法人或其他组织", Weight.FIRM),
    (re.compile(r"自然人"), ("natural_person",), "自然人", Weight.FIRM),
    (re.compile(r"公民(?:个人)?|个人"), ("natural_person",), "自然人", Weight.VAGUE),
    (re.compile(r"商业企业"), ("business",), "商业企业", Weight.FIRM),
    (re.compile(r"科研机构"), ("research",), "科研机构", Weight.FIRM),
    (re.compile(r"社会公益(?:组织|机构)"), ("public_interest",), "社会公益组织", Weight.FIRM),
    (re.compile(r"法律服务机构"), ("legal_service",), "法律服务机构", Weight.FIRM),
    (re.compile(r"法人|企业|公司|律师事务所|律所|单位|组织"), ("business",), "商业企业", Weight.HINT),
)
ALL_WAYS = re.compile(r"通过[^，。；0-9]{1,40}?等(?:多种)?(?:渠道|方式|途径|形式)(?:提交|提出)?的?")
COLUMN_FILL = re.compile(
    _any_of("其中 来自 由 是 为 占 有 共 申请(?!材料) 提出 提交 的 件数 数量 政府 信息 公开 类 向我局 本年 申请人")
)
