"""How many: a number with a measure word."""

from __future__ import annotations

import re

from bot.nlu.entities.numbers import HAN_NUMBER, number_value, without_idioms
from bot.nlu.entities.spans import Entity, found

_MEASURES = "件双条包袋盒箱瓶罐支只套台本份对顶把提片枚串粒听桶卷床副杯壶盏根盆颗盘张朵筒捆扎板组部辆幅株坛块个"
_QUANTITY = re.compile(
    rf"(?:(?<![\d.¥￥每这那哪几某另整多好数大小米A-Za-z])|(?<=[SMLXsmlx])(?=\D))(?P<n>\d{{1,4}}|{HAN_NUMBER})\s?(?P<m>[{_MEASURES}])"
    r"(?![装入庄])(?!套装?的?[四被床])"
)
# "Then two of them?" counts, with their name too; "those two" does not. Behind the letter of a size: M一件.
_THEN = re.compile(
    rf"^那么?(?P<n>\d{{1,4}}|{HAN_NUMBER})\s?(?P<m>[{_MEASURES}])"
    r"(?=[^,，。?？]{0,8}呢|的话|多少|一共|总共|一起|[?？。！]*$)"
)
_TWO = re.compile(r"(?<![他我你们])俩(?!人)")
_TIMES = re.compile(
    r"(?:(?<=[\u4e00-\u9fff])[xX]|(?<=[\u4e00-\u9fff\sA-Za-z])[*×])\s?(\d{1,3})(?![\d.*×A-Za-z]|\s?(?:cm|mm|厘米|米))"
)
# 三件套 is a product, 一条消息 talk, 一个月 a time.
_NOT_BEHIND = {
    "件": re.compile(r"套|衣服?套|事"),
    "个": re.compile(
        r"大?人|单(?!品|包)|多?(?:月|星期|礼拜|小时|钟头|半|码|字|号|问题|事|地址|订单|电话|快递|客服|说法|意思|"
        r"样|身位|鬼|毛|劲|亿|晚上|白天|下午|上午)"
    ),
    "条": re.compile(r"评价|消息|信息|短信|记录|物流|龙|回复|差评|好评"),
    "张": re.compile(r"图|照片|截图|嘴|脸"),
    "块": re.compile(r"\d|钱|多|左右|以[内下]|[一二三四五六七八九]|的[券卷]|[券卷]|优惠|红包"),
    "把": re.compile(r"[钱我你它他]"),
    "套": re.compile(r"路|房"),
    "对": re.compile(r"[一比应照]"),
    "串": re.compile(r"数字|号码|单号|英文"),
    "台": re.compile(r"湾|州|阶"),
    "本": re.compile(r"来|身|人|店|周|月"),
    "部": re.compile(r"分|门|位"),
    "包": re.compile(r"邮|退|换|含|装|运费|赔"),
    "顶": re.compile(r"多"),
    "组": re.compile(r"合|装"),
    "支": re.compile(r"付|持"),
    "份": re.compile(r"子"),
    "只": re.compile(r"能|有|是|要|想|剩|买|发|收|退|送"),
    "根": re.compile(r"本|据"),
    "板": re.compile(r"鞋|栗"),
    "床": re.compile(r"单|垫|笠|品"),
    "盘": re.compile(r"点"),
}
_ONE_IS_MEANT = re.compile(r"(?:要|买|拍|来|换|少|退|送|补|订|加|拿|只有|收到|坏|漏|差|多|就|给我|发)了?$")


def find_quantities(text: str) -> list[Entity]:
    """Counts of things (三件 → 3), not 一下, 这个, 第二件 or 三件套."""
    rest = without_idioms(text)
    matches = [*_THEN.finditer(rest), *_QUANTITY.finditer(rest)]
    counted = [entity for match in matches if (entity := _counted(rest, match))]
    pairs = [found("quantity", m.start(), m.end(), 2) for m in _TWO.finditer(rest)]
    times = [found("quantity", m.start(), m.end(), int(m.group(1))) for m in _TIMES.finditer(rest)]
    return sorted(counted + pairs + times, key=lambda e: e.start)


def _counted(text: str, match: re.Match[str]) -> Entity | None:
    value = number_value(match.group("n"))
    behind = _NOT_BEHIND.get(match.group("m"))
    if not value or value != int(value) or (behind and behind.match(text, match.end())):
        return None
    # A lone 一个 is grammar more often than a count.
    alone = match.group() == text.strip(" 。.!！")
    if match.group() == "一个" and not alone and not _ONE_IS_MEANT.search(text[: match.start()]):
        return None
    return found("quantity", match.start("n"), match.end(), int(value))
