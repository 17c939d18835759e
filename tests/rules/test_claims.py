"""Numbers of the prose against the tables: each way of saying it agrees where the table does, and not otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cn2an
import pytest
from prose_cases import CELLS, NOTHING, RECEIVED, prose_case, told

from helpers.rules import Case
from helpers.rules.prose.coverage import Coverage, prose_coverage

ABOUT = "办理依申请公开事项更加规范。\n"
STATED = [
    ("2023年，我局共收到政府信息公开申请{n}件。", 44, 45, "N-01"),
    ("全年新收政府信息公开申请{n}件。", 44, 43, "N-01"),
    ("本年度受理依申请公开{n}件。", 44, 40, "N-01"),
    ("接到公民、法人和其他组织提出的政府信息公开申请 {n} 件，均已答复。", 44, 46, "N-01"),
    ("2023年收办政府信息公开申请{n}件。", 50, 44, "N-01"),
    ("全年共收到{n}件政府信息公开申请。", 44, 34, "N-01"),
    ("2023年共办结政府信息公开申请{n}件。", 47, 45, "N-01"),
    ("全年依法答复政府信息公开申请{n}件。", 47, 49, "N-01"),
    ("新收申请44件，加上年结转{n}件，共办结47件。", 6, 7, "N-01"),
    ("依申请公开方面，新收申请44件，上年结转{n}件。", 6, 5, "N-01"),
    ("受理依申请公开44件，办结47件，结转下年度继续办理{n}件。", 3, 2, "N-01"),
    ("共收到政府信息公开申请44件，其中自然人{n}件、法人或其他组织15件。", 29, 28, "N-01"),
    ("共收到政府信息公开申请44件，其中自然人29件、法人或其他组织{n}件。", 15, 16, "N-01"),
    ("新收依申请公开申请44件，其中商业企业{n}件，法律服务机构3件。", 5, 6, "N-01"),
    ("政府信息公开申请新收{n}件。", 44, 41, "N-01"),
    ("加上从上一年度结转的{n}件，处理完毕政府信息公开申请47件，余下3件结转。", 6, 8, "N-01"),
    ("办结政府信息公开申请47件，余下{n}件结转下年度办理。", 3, 4, "N-01"),
    ("2023年度新收申请总计{n}件，均为网上提出的依申请公开件。", 44, 45, "N-01"),
    ("政府信息公开申请总数为{n}件。", 44, 12, "N-01"),
    ("本年度共收到依申请公开办件{n}件，按时办结率100%。", 44, 13, "N-01"),
    ("全年受理政府信息公开申请44件，2022年结转{n}件。", 6, 9, "N-01"),
    ("全年受理政府信息公开申请44件，结转至2024年办理{n}件。", 3, 9, "N-01"),
    ("受理政府信息公开申请{n}宗，全部按期答复。", 44, 9, "N-01"),
    ("收到并受理政府信息公开申请{n}件。", 44, 9, "N-01"),
    ("2023年，本机关收到书面政府信息公开申请共计{n}件。", 44, 9, "N-01"),
    ("依申请公开情况：全年收到申请{n}件，较上年增加10件。", 44, 33, "N-01"),
    ("共处理政府信息公开申请{n}件。", 47, 20, "N-01"),
    ("办理政府信息公开申请{n}件。", 50, 20, "N-01"),
    ("办结政府信息公开申请47件，其中予以公开{n}件，部分公开8件。", 20, 21, "N-03"),
    ("办结政府信息公开申请47件，其中予以公开20件、部分公开{n}件。", 8, 9, "N-03"),
    ("答复依申请公开47件，其中不予公开{n}件，无法提供9件，不予处理2件，其他处理3件。", 5, 6, "N-03"),
    ("答复依申请公开47件，其中不予公开5件，无法提供{n}件，不予处理2件，其他处理3件。", 9, 6, "N-03"),
    ("答复依申请公开47件，其中不予公开5件，不予处理{n}件，其他处理3件。", 2, 6, "N-03"),
    ("答复依申请公开47件，其中不予公开5件，不予处理2件，其他处理{n}件。", 3, 6, "N-03"),
    ("所有政府信息公开申请均已办结，其中{n}件予以公开，8件部分公开，5件不予公开。", 20, 25, "N-03"),
    ("所有政府信息公开申请均已办结，其中20件予以公开、{n}件部分公开、5件不予公开。", 8, 5, "N-03"),
    ("政府信息公开申请办理结果中，予以公开和部分公开共{n}件。", 28, 25, "N-03"),
    ("新收政府信息公开申请44件，公开和部分公开{n}件，不予公开5件。", 28, 8, "N-03"),
    ("收到政府信息公开申请44件，加上2022年结转6件，办结47件，结转2024年{n}件。", 3, 6, "N-01"),
    ("收到政府信息公开申请44件，结转2022年{n}件，办结47件。", 6, 3, "N-01"),
    ("对政府信息公开申请，因本机关不掌握相关政府信息无法提供{n}件。", 6, 7, "N-03"),
    ("对政府信息公开申请，本机关不掌握相关政府信息的{n}件，没有现成信息需要另行制作的3件。", 6, 7, "N-03"),
    ("依申请公开中，属于重复申请的{n}件，属于国家秘密的1件。", 2, 4, "N-03"),
    ("在已办结的依申请公开中，予以公开{n}件（含部分公开）。", 28, 27, "N-03"),
    ("答复政府信息公开申请47件，不予公开、无法提供共{n}件。", 14, 15, "N-03"),
    ("依申请公开办理结果：予以公开{n}件；部分公开8件；不予公开5件。", 20, 19, "N-03"),
    ("答复申请公开政府信息的申请，同意公开{n}件，部分公开8件。", 20, 29, "N-03"),
    ("因政府信息公开被申请行政复议{n}件，被提起行政诉讼17件。", 14, 13, "N-04"),
    ("因政府信息公开被申请行政复议14件，被提起行政诉讼{n}件。", 17, 7, "N-04"),
    ("全年发生政府信息公开行政复议案件{n}件、行政诉讼案件17件。", 14, 12, "N-04"),
    ("因依申请公开引发的未经复议直接起诉{n}件，复议后起诉10件。", 7, 8, "N-04"),
    ("因依申请公开引发的未经复议直接起诉7件，复议后起诉{n}件。", 10, 8, "N-04"),
    ("政府信息公开行政诉讼未经复议直接起诉{n}件，复议后起诉10件。", 7, 8, "N-04"),
    ("涉及政府信息公开的行政复议14件，其中结果维持{n}件、结果纠正2件。", 11, 12, "N-04"),
    ("涉及政府信息公开的行政复议14件，其中结果维持11件、被纠正{n}件。", 2, 12, "N-04"),
    ("涉及政府信息公开的行政复议14件，其中尚未审结{n}件。", 1, 12, "N-04"),
    ("涉及政府信息公开的行政诉讼17件，法院维持{n}件，尚未审结2件。", 14, 12, "N-04"),
    ("因信息公开引起的行政复议和行政诉讼共{n}件。", 31, 12, "N-04"),
    ("2023年政府信息公开类行政复议立案{n}件，行政诉讼立案17件。", 14, 15, "N-04"),
    ("有{n}件因政府信息公开提起的行政复议案件。", 14, 15, "N-04"),
    ("制发行政规范性文件{n}件，废止13件，现行有效85件。", 12, 11, "N-09"),
    ("制发行政规范性文件12件，废止{n}件，现行有效85件。", 13, 11, "N-09"),
    ("制发行政规范性文件12件，废止13件，现行有效{n}件。", 85, 84, "N-09"),
    ("规范性文件方面，本年制发{n}件。", 12, 11, "N-09"),
    ("全年制定出台{n}件行政规范性文件。", 12, 11, "N-09"),
    ("印发规范性文件{n}件，及时公开。", 12, 18, "N-09"),
    ("截至2023年12月31日，现行有效规范性文件{n}件。", 85, 18, "N-09"),
    ("办结政府信息公开申请47件，其中公开{n}件，部分公开8件，不予公开5件。", 20, 21, "N-03"),
    ("办结政府信息公开申请47件，属于信访类{n}件，重复申请2件。", 0, 6, "N-03"),
    ("通过政府网站、邮寄等渠道收到政府信息公开申请{n}件。", 44, 51, "N-01"),
    ("依申请公开办理事项为{n}件。", 44, 51, "N-01"),
    ("发生行政复议案件45件，其中政府信息公开类{n}件。", 14, 9, "N-04"),
    ("全年发布行政规范性文件{n}件。", 12, 18, "N-09"),
    ("废止行政规范性文件{n}件。", 13, 18, "N-09"),
    ("制发规范性文件12件，修订4件，依法废止{n}件。", 13, 18, "N-09"),
    ("清理规范性文件98件，废止{n}件。", 13, 18, "N-09"),
    ("截至2023年底，现行有效行政规范性文件{n}件。", 85, 18, "N-09"),
]
FORMS = {
    "digits": str,
    "full width": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "words": cn2an.an2cn,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("sentence", "right", "wrong", "rule"), STATED)
def test_a_number_is_told_where_it_differs_from_the_table_and_only_there(sentence, right, wrong, rule, form):
    assert [] == told(prose_case(ABOUT + sentence.format(n=FORMS[form](right))))
    found = told(prose_case(ABOUT + sentence.format(n=FORMS[form](wrong))))
    assert [(rule, "broken", str(wrong))] == [(name, outcome, actual) for name, _, outcome, _, actual in found]


NONE = [
    "2023年，我局未收到政府信息公开申请。",
    "全年未收到公民、法人或其他组织提出的政府信息公开申请。",
    "本年度没有收到依申请公开事项。",
    "我街道2023年无依申请公开事项。",
    "2023年没有政府信息公开申请。",
    "2023年收到政府信息公开申请0件。",
    "我办收到政务信息依申请公开业务0条。",
    "依申请公开办理0件。",
    "全年受理依申请公开申请零件。",
    "政府信息公开申请为0。",
    "依申请公开情况：无。",
    "全年依申请公开数量为零。",
    "未接到任何形式的政府信息公开申请。",
    "本年度暂未收到政府信息公开申请。",
    "2023年度，本单位未收到向我单位提出的政府信息公开申请。",
    "本年度新收政府信息公开申请０件。",
    "未受理政府信息公开申请。",
    "没有收到任何公民、法人和其他组织要求公开政府信息的申请。",
    "本年度未发生依申请公开情况。",
    "全年未收到申请公开政府信息的申请。",
    "2023年零申请，未收到公众有关政府信息公开申请，未发生投诉。",
    "报告期内未收到群众提交的书面政府信息公开申请，无结转。",
]


@pytest.mark.parametrize("sentence", NONE)
def test_none_received_is_an_error_where_the_table_has_some(sentence):
    assert [("N-02", "error", "broken", "44", "0")] == told(prose_case(sentence))
    assert [] == told(prose_case(sentence, NOTHING))


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年，我局收到政府信息公开申请5件。",
        "受理依申请公开5件。",
        "新收政府信息公开申请五件，均已答复。",
        "收到5件政府信息公开申请。",
    ],
)
def test_some_received_is_an_error_where_the_table_has_none(sentence):
    assert [("N-02", "error", "broken", "0", "5")] == told(prose_case(sentence, NOTHING))


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("代表区政府受理政府信息公开申请17件。", "N-01"),
        ("全区共受理政府信息公开申请90件。", "N-01"),
        ("全市各级机关受理政府信息公开申请90件。", "N-01"),
        ("各街道收到政府信息公开申请10件。", "N-01"),
        ("机关本级收到政府信息公开申请10件。", "N-01"),
        ("代表区政府未收到政府信息公开申请。", "N-02"),
        ("各街道未收到政府信息公开申请。", "N-02"),
    ],
)
def test_words_for_another_circle_of_offices_lower_a_difference_to_a_hint(sentence, rule):
    assert [(rule, "info")] == [found[:2] for found in told(prose_case(sentence))]


def test_we_is_the_office_itself_but_not_in_a_report_of_a_government():
    sentence = "我局收到政府信息公开申请10件。"
    assert ["warning"] == [found[1] for found in told(prose_case(sentence))]
    assert ["info"] == [found[1] for found in told(prose_case(sentence, name="示例区人民政府", kind="district"))]


QUIET = [
    "收到政府信息公开申请44件。印发文件126份（主动公开88份，依申请公开26份，不予公开12份）。",
    "收到政府信息公开申请44件。全年制发公文40件，其中主动公开25件，依申请公开10件，不予公开5件。",
    "全区各级行政机关共收到政府信息公开申请44件，其中代表区政府受理的18件，各镇街受理其余申请。",
    "全市各级行政机关新收政府信息公开申请44件，其中市级机关受理12件（市政府本级5件）。",
    "本年度，区级机关共登记政府信息公开申请44件，较去年同期多出10件。",
    "2023年度我局依申请公开数44件，其中：自然人申请29件，占65.9%。",
    "申请人为自然人的29件，法人或其他组织的15件。",
    "年度内新增申请44件；年初结转6件；办结47件；年末在办3件。",
    "截至12月31日，收到申请44件，已答复41件，3件正在办理中。",
    "接收依申请公开件44件，按时答复41件，结转3件。",
    "全部44件申请均按时受理。",
    "其中，依法予以公开的20件，占42.6%；部分公开的8件，占17.0%。",
    "依申请公开工作中，答复“信息不存在”2件、“不属于本机关公开”4件。",
    "经征求第三方意见后不同意公开的1件。",
    "提供政府信息28件次。",
    "不掌握相关信息而无法提供的有6件，需另行制作的3件。",
    "行政复议方面，2023年共有14件，其中维持11件，纠正2件，未审结1件。",
    "被复议14件、被诉17件，无一败诉。",
    "在复议后起诉的10件中，维持9件，纠正1件。",
    "新发生政府信息公开诉讼案件5件，往年结转12件。",
    "收到区法院应诉通知2份。",
    "新制定规范性文件12件，全部同步解读。",
    "经清理，废止规范性文件13件、修改4件、继续有效81件。",
    "区政府共有现行有效规范性文件85件。",
    "对3件申请依法收取信息处理费400元。",
    "处理重复、越级信访23件。",
    "公开权责清单事项1200项，其中行政许可210项、行政处罚3400项。",
    "办理网上依申请公开平台推送的件31件。",
    "为申请人提供现场查阅服务44人次。",
    "共答复申请人47件次，其中电话沟通60次。",
    "2024年1月新收申请2件，不计入本报告。",
    "对比2022年度的34件，2023年受理量上升到44件。",
    "依申请公开收件44件，办件47件。",
    "部分公开信息因涉密未上网的3件。",
    "5件不予公开的申请，均说明了理由。",
    "不存在未按规定答复政府信息公开申请的情况。",
    "全年无一件政府信息公开申请逾期。",
    "未收到申请人对答复的异议。",
    "政府信息公开申请办理中未产生信息处理费。",
    "通过网络申请3件，信函申请2件，当面申请1件。",
    "其中网上申请30件、邮寄申请10件、当面申请4件。",
    "一季度受理申请10件，二季度12件，三季度9件，四季度13件。",
    "1月至6月收到政府信息公开申请20件。",
    "较上年增加3件，增长7.3%。",
    "收到政府信息公开申请同比增加10件。",
    "2022年共收到政府信息公开申请34件。",
    "上年收到政府信息公开申请34件，今年收到44件。",
    "去年共办结依申请公开30件。",
    "受理行政许可申请120件，办结118件。",
    "受理群众信访35件，办结35件。",
    "办理12345热线工单1200件，办结率100%。",
    "收到网民留言92条，均已答复。",
    "办理人大代表建议12件、政协提案15件，全部按期答复。",
    "接听咨询电话300余次，接待来访56人次。",
    "主动公开政府信息1136条。",
    "通过政府网站公开信息889条，其中规范性文件3条。",
    "发布政策解读15篇，其中图解8篇。",
    "收到低保申请120件，审批通过100件。",
    "受理救助申请56件，办结56件。",
    "收到各类投诉举报45件，答复45件。",
    "收到意见建议12条，采纳9条。",
    "收到征求意见反馈18条，采纳率50%。",
    "全年召开政务公开会议4次，培训120人次。",
    "开展政府信息公开业务培训3期，培训人员200余人。",
    "受理涉及征地拆迁的政府信息公开申请12件。",
    "其中涉及土地征收的申请15件，涉及规划的8件。",
    "组织行政复议答复培训2次。",
    "办理行政复议案件120件，其中维持100件。",
    "作为复议机关，受理行政复议申请230件，审结210件。",
    "2022年因政府信息公开被申请行政复议3件。",
    "上年度发生政府信息公开行政诉讼5件。",
    "出台行政复议工作制度2项。",
    "行政应诉出庭5次，负责人出庭率100%。",
    "审核规范性文件草案20件。",
    "对30件规范性文件进行了合法性审查。",
    "清理行政规范性文件90件。",
    "备案规范性文件10件。",
    "公开规范性文件解读材料12篇。",
    "转发上级规范性文件8件。",
    "主动公开规范性文件5条。",
    "制定规章制度3项。",
    "印发通知50份、方案12件。",
    "2022年制发行政规范性文件9件。",
    "本年度印发文件40件，其中规范性文件12件。",
    "发布行政许可信息180条，行政处罚信息40条。",
    "作出行政许可决定210件。",
    "行政处罚案件30件，均已公示。",
    "公开财政预决算信息2条。",
    "制作答复书44份。",
    "向申请人发出补正通知5件，延期答复告知3件。",
    "申请人撤回申请2件。",
    "全部依申请公开事项均在法定期限内答复，按时办结率100%。",
    "平均每件申请办理时间9个工作日。",
    "月均受理政府信息公开申请3.7件。",
    "依申请公开办理平均用时比上年缩短2天。",
    "设置政府信息公开查阅点3个，接待查阅120人次。",
    "政府信息公开专栏更新信息500条。",
    "力争明年依申请公开答复满意件达到40件。",
    "协助区政府办理依申请公开5件。",
    "配合上级部门答复依申请公开3件。",
    "转办依申请公开件2件。",
    "依申请公开专栏发布信息12条。",
    "编发政府公报6期，刊登规范性文件10件。",
    "对2件典型申请进行了会商。",
    "受理申请后3个工作日内联系申请人。",
    "申请人当面申请的，现场登记，全年登记2件。",
    "自2019年以来，累计受理政府信息公开申请210件。",
    "近三年共收到政府信息公开申请130件。",
    "收到依申请公开的感谢信2件。",
    "在申请人未收到答复的情况下，及时电话说明1件。",
    "组织政务公开日活动2场，发放资料500份。",
    "回应社会关切12次，办理市长信箱来信86件。",
    "入学申请受理后全部公示，共230件。",
    "发布人事招聘信息6条、采购信息9条。",
    "对申请材料不齐的，一次性告知补正4件。",
    "不予受理行政复议申请2件。",
    "网站收到有效咨询34件，答复34件。",
    "依申请公开方面的投诉0件。",
    "制定依申请公开答复文书模板8个。",
    "涉及政府信息公开的投诉举报2件，均已调查处理。",
    "公开政务信息320条，其中部分公开目录12项。",
    "妥善处理政府信息公开申请中的第三方意见征询6件。",
    "未收到通过信函提交的申请。",
    "未收到要求更正政府信息的投诉。",
    "未收到针对依申请公开工作的投诉举报。",
    "未收到其他申请。",
    "未出现政府信息公开申请超期答复情况。",
    "没有因依申请公开答复不当引发的舆情。",
    "无政府信息公开申请逾期未答复情况。",
    "对政府信息公开申请未收取任何费用。",
    "如未收到政府信息公开申请补正材料，及时提醒申请人。",
    "2022年未收到政府信息公开申请。",
    "未因政府信息公开工作被追究责任。",
    "行政复议被纠正案件逐案复盘。",
    "行政复议、行政诉讼案件的法定风险逐项评估。",
    "未发生行政复议超期情形。",
    "无法提供行政复议材料的，依法说明。",
    "未经复议直接起诉7件。",
    "参加行政复议听证会3次。",
    "已审结的行政复议案件中，多数结果维持。",
    "代理行政诉讼案件12件。",
    "建立行政复议、行政诉讼案件通报制度。",
]


@pytest.mark.parametrize("sentence", QUIET)
def test_other_numbers_of_ordinary_prose_are_left_alone(sentence):
    assert [] == told(prose_case("依申请公开渠道畅通，" + RECEIVED + sentence))


# What a number or a denial counts is only a part of what the table has, or another thing.
PARTS = [
    "全年共收到政府信息公开申请44件，均已答复。未收到法人或其他组织提出的政府信息公开申请。",
    "全年收到政府信息公开申请44件，其中各科室未收到政府信息公开申请。",
    "共收到政府信息公开申请44件，下半年未收到政府信息公开申请。",
    "示例区文化和旅游局受理政府信息公开申请44件，直属单位受理申请0件，合计44件。",
    "受理线上政府信息公开申请35件，依法办结32件，结转下年度办理1件；受理线下政府信息公开申请9件。",
    "收到政府信息公开申请44件，上年结转6件，办结47件，转2024年办理3件。",
    "收到政府信息公开申请44件，出具答复书47份，延期答复2份。",
    "办结政府信息公开申请47件，予以公开和部分公开28件，不予公开、无法提供、不予处理等19件。",
    "办结政府信息公开申请47件，其中当场答复2件，20个工作日内答复40件。",
    "收到政府信息公开申请44件，最多的一个月收到9件，经补正后受理5件，重复申请并案处理4件。",
    "收到1件来信，经审查不属于政府信息公开申请；新收政府信息公开申请44件。",
    "因政府信息公开被申请行政复议14件，其中维持11件，确认违法1件，撤销1件，驳回复议申请1件。",
    "发生行政复议案件45件（其中政府信息公开类14件），行政诉讼案件60件（其中政府信息公开类17件）。",
    "规范性文件宣布失效9件、废止4件。",
    "全年备案审查乡镇规范性文件10件，清理规范性文件32件，废止2件。",
    "代表区政府受理政府信息公开申请35件，受理本局政府信息公开申请44件。",
    "示例区文化和旅游局收到政府信息公开申请44件，示例区图书馆服务中心收到申请3件。",
    "全区收到政府信息公开申请44件。区政府办公室收到申请20件，各街道收到申请24件。",
    "新收政府信息公开申请44件，其中重复申请人5人次。",
]


@pytest.mark.parametrize("sentence", PARTS)
def test_parts_and_other_things_are_not_laid_beside_the_whole(sentence):
    assert [] == told(prose_case(ABOUT + sentence))


UPHELD = {"disputes.review.corrected": 2, "disputes.review.upheld": 3, "disputes.review.total": 5}
UPHELD_IN_COURT = {"disputes.litigation_direct.upheld": 2, "disputes.litigation_direct.total": 2}


def test_all_upheld_is_said_of_what_its_clause_names():
    text = RECEIVED + "因政府信息公开行政复议5件、行政诉讼2件，其中复议维持3件、纠正2件，诉讼均维持。"
    cells = {"applications.new_received.total": 44, **UPHELD, **UPHELD_IN_COURT}
    assert [] == told(prose_case(text, cells))
    pending = {**cells, "disputes.litigation_direct.pending": 1, "disputes.litigation_direct.total": 3}
    assert ["N-04"] == [found[0] for found in told(prose_case(text.replace("诉讼2件", "诉讼3件"), pending))]


def test_other_handling_beside_one_of_its_rows_is_the_rest():
    cells = {"applications.other_misc.total": 8, "applications.other_not_corrected.total": 2}
    text = "办理依申请公开50件，其中逾期不补正2件，其他处理{}件。"
    assert [] == told(prose_case(text.format(8), cells), ["N-03"])
    assert [] == told(prose_case(text.format(10), cells), ["N-03"])
    assert ["9"] == [found[4] for found in told(prose_case(text.format(9), cells), ["N-03"])]


def test_what_was_not_received_is_denied_even_where_a_letter_came():
    text = "收到1件来信，经审查不属于政府信息公开申请；全年无政府信息公开申请。"
    assert [] == told(prose_case(text, NOTHING))


WHOLE = [
    """2023年，示例区文化和旅游局认真贯彻《中华人民共和国政府信息公开条例》，扎实推进政务公开。
（一）主动公开
全年通过区政府网站主动公开信息326条，其中政策文件12条、解读9篇、通知公告305条。制发行政规范性文件12件，废止13件，年末现行有效85件。作出行政许可决定210件。
（二）依申请公开
2023年，我局新收政府信息公开申请44件，其中自然人29件，法人或其他组织15件；上年结转6件。全年办结47件，结转下年度继续办理3件。办理结果为：予以公开20件，部分公开8件，不予公开5件，无法提供9件，不予处理2件，其他处理3件。
（三）政府信息管理
清理失效文件30件，更新目录2次。
（四）政府信息公开平台建设
微信公众号推送信息512条，关注人数3.2万人。
（五）监督保障
组织培训2次，参训85人次。因政府信息公开被申请行政复议14件，被提起行政诉讼17件。""",
    """一年来，全区政务公开工作稳步推进，较2022年新增公开栏目6个。
（二）依申请公开情况
共收到依申请公开件44件，比上年增加10件，增长29.4%。从渠道看，网络申请30件、信函申请10件、当面申请4件；从主体看，自然人29件，商业企业5件，科研机构2件，社会公益组织1件，法律服务机构3件，其他4件。连同2022年结转的6件，共办结47件，均在法定期限内答复，剩余3件结转2024年办理。
（五）监督保障情况
全年受理群众投诉12件，办结12件；接听热线电话320个。""",
    """我局高度重视政府信息公开工作。全年收办政府信息公开申请50件，答复47件，其中：予以公开和部分公开共28件，不予公开5件，本机关不掌握相关政府信息6件，没有现成信息需要另行制作3件，重复申请2件。未经复议直接起诉7件，复议后起诉10件，行政复议14件。""",
    """（一）主动公开。本年度公开政府信息1,136条，公开行政处罚结果30条。
（二）依申请公开。本年度受理依申请公开44件（其中上半年20件，下半年24件），办结率100%。所有申请平均用时9.5个工作日。已答复的申请中，28件予以公开或部分公开。
（三）行政复议和诉讼。发生政府信息公开行政复议14件，其中维持11件、纠正2件、尚未审结1件；行政诉讼17件，其中维持14件、纠正1件、尚未审结2件。""",
    """2023年，示例市坚持以公开促落实。全市各级行政机关共办理政府信息公开申请50件。其中新收44件，上年度结转6件。20件予以公开，8件部分公开，5件不予公开，其余按规定作其他处理。市政府办公室组织业务培训4期300人次，测评单位62家。""",
    """主动公开方面，发布各类信息889条，回应关切56次。依申请公开方面，共收到申请四十四件，办结四十七件（含上年结转六件），结转下年三件。规范性文件方面，本年制发十二件、废止十三件，现行有效八十五件。""",
    """一是聚焦民生，公开就业信息120条、社会保障信息98条。二是规范办理，全年接收政府信息公开申请44件，均按时答复，无超期情况。三是强化监督，未收到针对依申请公开工作的投诉，未发生因公开不当引发的舆情。四是能力建设，开展行政复议应诉培训1次。""",
    """（一）主动公开情况
通过政务公开栏公开信息18条，“示例发布”公众号推送信息230条，办理12345工单356件，按期办结356件。
（二）依申请公开情况
2023年度新收申请44件（去年34件），主要涉及征地补偿、房屋产权等领域，其中涉及征地补偿的申请19件。对新收申请逐件登记，补正告知8件，征求第三方意见5件，延期答复2件。""",
    """示例街道2023年共公开信息206条。本街道收到政府信息公开申请44件，件件有回音。年内因政府信息公开被申请复议14件，其中结果维持11件；被诉17件。受理低保申请36件、临时救助申请18件，全部公示。""",
    """2023年，市政府及部门制定规范性文件12件，同步解读12篇。依申请公开服务持续优化，受理并办理政府信息公开申请50件，其中2022年结转办理6件；办结47件；跨年办理3件。对重复申请2件依法不予处理。审核拟公开文件450件，认定主动公开380件、依申请公开40件、不予公开30件。""",
]


@pytest.mark.parametrize("text", WHOLE)
def test_whole_sections_with_the_numbers_of_the_table_are_left_alone(text):
    assert [] == told(prose_case(text))


DISPUTES = [
    ("因政府信息公开被申请行政复议14件、行政诉讼17件，均维持。", "6"),
    ("政府信息公开类行政复议均予维持。", "3"),
    ("政府信息公开类已审结的行政复议案件全部维持。", "2"),
    ("因政府信息公开引起的行政诉讼17件，法院全部判决维持原行政行为。", "3"),
    ("未发生因政府信息公开引起的行政复议、行政诉讼案件。", "31"),
    ("全年无因政府信息公开被申请行政复议、提起行政诉讼的情况。", "31"),
    ("没有因政府信息公开工作引发的行政复议和行政诉讼。", "31"),
    ("2023年，未发生针对本单位政府信息公开工作的行政复议案件。", "14"),
    ("政府信息公开行政复议、行政诉讼：无。", "31"),
    ("未因政府信息公开申请被提起行政诉讼。", "17"),
    ("没有政府信息公开行政复议案件被纠正。", "2"),
]


@pytest.mark.parametrize(("sentence", "wrong"), DISPUTES)
def test_no_disputes_or_all_upheld_is_told_where_the_table_has_others(sentence, wrong):
    found = told(prose_case(RECEIVED + sentence))
    assert [("N-04", "warning", "broken")] == [entry[:3] for entry in found]
    assert wrong in found[0][3:]
    upheld = {a: v for a, v in CELLS.items() if a.endswith(".upheld")} | {
        "disputes.review.total": 14,
        "disputes.litigation_direct.total": 7,
        "disputes.litigation_after_review.total": 10,
    }
    applications = {a: v for a, v in CELLS.items() if a.startswith("applications.")}
    agreeing = applications | (upheld if found[0][3] == "0" else {})
    assert [] == told(prose_case(RECEIVED + sentence, agreeing))


@pytest.mark.parametrize(
    ("shown", "actual", "agrees"),
    [
        ("1.2万件", 12_034, True),
        ("1.2万件", 12_400, True),
        ("1.2万件", 14_000, False),
        ("近3700件", 3_646, True),
        ("20余件", 23, True),
        ("20余件", 33, False),
        ("百余件", 123, True),
        ("近50件", 47, True),
        ("200多件", 230, True),
        ("200件以上", 230, True),
        ("230件左右", 228, True),
        ("230件左右", 328, False),
        ("两三件", 3, True),
    ],
)
def test_a_rounded_number_agrees_within_its_last_digit(shown, actual, agrees):
    cells = {"applications.new_received.total": actual}
    assert agrees is (told(prose_case(f"全市收到政府信息公开申请{shown}。", cells)) == [])


BLANKS = {
    "applications.new_received.total": 859,
    "applications.carried_in.total": 18,
    "applications.total_processed.total": 805,
    "applications.carried_out.total": 72,
    **{
        f"applications.{row}.{column}": ""
        for row in ("granted", "partially_granted")
        for column in ("research", "total")
    },
    "applications.granted.natural_person": 258,
    "applications.granted.business": 12,
    "applications.granted.legal_service": 1,
    "applications.granted.other_org": 1,
    "applications.partially_granted.natural_person": 3,
    **{f"applications.unavailable_{row}.total": "" for row in ("not_held", "needs_creation", "unclear")},
    **{f"applications.unavailable_{row}.research": "" for row in ("not_held", "needs_creation", "unclear")},
    "applications.unavailable_not_held.natural_person": 265,
    "applications.unavailable_needs_creation.natural_person": 47,
    "applications.unavailable_unclear.natural_person": 25,
}


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_what_is_filled_in_may_already_exceed_a_number_although_cells_are_blank(form):
    text = (
        "代表市政府收到政府信息公开申请859件，答复805件（含上年结转18件），结转下年度72件。\n"
        "政府信息公开申请办理结果：予以公开和部分公开共258件，无法提供265件。"
    )
    year = 2020 if form == "2019" else 2023
    found = told(prose_case(text, BLANKS, year=year, form=form))
    assert [("275", "258"), ("337", "265")] == [entry[3:] for entry in found]
    assert [("N-03", "warning", "broken")] * 2 == [entry[:3] for entry in found]


def test_a_number_that_blank_cells_may_still_make_up_is_undecided():
    found = told(prose_case("全年对政府信息公开申请予以公开300件，部分公开10件。", BLANKS))
    assert [("N-03", "warning", "undecided", None, None)] * 2 == found


def test_other_handling_is_one_row_in_the_older_form():
    text = "政府信息公开申请中，作其他处理{}件。"
    cells = {"applications.new_received.total": 9, "applications.other_handling.total": 9}
    assert [] == told(prose_case(text.format(9), cells, year=2020))
    assert [("9", "8")] == [found[3:] for found in told(prose_case(text.format(8), cells, year=2020))]


def test_documents_of_the_older_form_are_those_made_or_newly_public():
    cells = {"proactive.normative_documents.made": 6, "proactive.normative_documents.newly_public": 5}
    assert [] == told(prose_case("制定规范性文件5件。未收到政府信息公开申请。", cells, year=2019))
    assert [("6", "4")] == [
        f[3:] for f in told(prose_case("制定规范性文件4件。未收到政府信息公开申请。", cells, year=2019))
    ]


def test_registered_disputes_of_a_city():
    cells = {
        "applications.new_received.total": 3525,
        "applications.carried_in.total": 121,
        "disputes.review.total": 170,
        "disputes.litigation_direct.total": 25,
        "disputes.litigation_after_review.total": 52,
    }
    text = "全年收办政府信息公开申请3646件，同比上升1.05%。涉及政府信息公开的行政复议案件登记134件、行政诉讼案件57件。"
    assert [("N-04", "170", "134"), ("N-04", "77", "57")] == [(f[0], *f[3:]) for f in told(prose_case(text, cells))]


def test_a_table_that_was_not_handed_in_says_nothing():
    case = prose_case(
        "未收到政府信息公开申请。办结政府信息公开申请5件，予以公开3件；行政复议2件；制发行政规范性文件2件。"
    )
    bare = replace(case, submission=replace(case.submission, filing=replace(case.filing, forms={}, entries={})))
    assert [] == told(bare)


def test_silence_about_applications_is_told_of_section_one_only_where_the_table_has_some():
    text = (
        "示例街道全年公开信息63条，其中组织机构信息16条、工作动态36条、财政信息11条，并组织了培训，"
        "更新了公开指南和目录，改进了网站栏目。"
    )
    one = {"applications.new_received.total": 1}
    assert [("N-02", "error", "broken", "1", None)] == told(prose_case(text, one))
    assert [("N-02", "warning", "broken", "1", None)] == told(prose_case("见附件。", one))
    assert [] == told(prose_case(text, NOTHING))
    assert [] == told(prose_case(text + "依申请公开渠道畅通。", one))
    assert [] == told(prose_case("", one))


def test_a_heading_about_applications_is_no_word_of_them():
    one = {"applications.new_received.total": 1}
    silent = "（一）主动公开。公开信息63条。\n（二）依申请公开。{}\n（三）监督保障。受理行政复议申请8件，组织培训2次。"
    assert [("N-02", "warning", "broken", "1", None)] == told(prose_case(silent.format("规范有序，流程清楚。"), one))
    assert [] == told(prose_case(silent.format("申请的登记、答复各有专人。"), one))
    assert [] == told(prose_case(silent.format("全年一共1件，已按期办结。"), one))


def test_numbers_from_placeholders_cannot_disagree_and_count_as_bound():
    text = (
        "2023年收到政府信息公开申请{{ applications.new_received.total }}件，办结47件，公开信息320条，"
        "办结率98%，依据《条例》第三十条。"
    )
    case = prose_case(text)
    assert [] == told(case)
    assert Coverage(1, 1, 1) == prose_coverage(case)
    assert "文字部分共 3 个数字：引用表格 1 个，与表格核对一致 1 个，其余 1 个未核对。" == prose_coverage(case).line


@pytest.mark.parametrize(
    "piece", ["件数", "申请", "政府信息", "未收到公民、", "行政复议", "均", "3件、", "无政府信息", "，受理"]
)
def test_a_long_line_takes_no_longer_than_it_must(piece):
    text = "全年收到政府信息公开申请" + piece * (2_900 // len(piece))
    told(prose_case(text))


def test_what_several_rules_ask_for_is_looked_for_once_in_each_case():
    looked: list[str] = []

    def look(case: Case) -> Iterator[str]:
        looked.append(case.sentences[0].text)
        yield case.sentences[0].text

    first, second = prose_case("收到申请3件。"), prose_case("收到申请4件。")
    answers = [case.once(look) for case in (first, first, second, first)]
    assert [("收到申请3件。",), ("收到申请3件。",), ("收到申请4件。",), ("收到申请3件。",)] == answers
    assert ["收到申请3件。", "收到申请4件。"] == looked
