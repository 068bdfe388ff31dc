"""Measures of a body as shoppers write them: height, weight, foot length, girths, the size one usually wears."""

from __future__ import annotations

import math
import re

from bot.nlu.entities.numbers import number_value, without_idioms
from bot.nlu.entities.sizes import ANY_SIZE, canonical_size, is_millimetres
from bot.nlu.entities.spans import Entity, blank, found

_IS = r"(?:[是为有在约:;,，、\s]|大概|大约|差不多|左右|就|才|只有|快|的话|比较|呢|将近|接近|不到|我|的){0,6}"
_METRES = (
    r"(?:1\s?[.米mM]\s?\d{1,2}(?!\d)(?:\s?(?:[mM](?![a-z])|米))?|一米[零〇一二三四五六七八九\d]{1,2}|"
    r"[一1]米[一二三四五六七八九]十[一二三四五六七八九]?)"
)
_SPOKEN = r"(?:一百[零一二三四五六七八九十]{1,4}|一[四五六七八九][零一二三四五六七八九])"
_CM = r"(?:\s?(?:cm|厘米|公分))"
_KG = r"(?:kg|公斤|千克|k(?![a-z]))"
_HAN_WEIGHT = r"(?:一百[零一二三四五六七八九十]{0,4}|两百|二百|[四五六七八九]十[一二三四五六七八九]?)"
_WEIGHT = rf"(?:\d{{2,3}}(?:\.\d{{1,2}})?|{_HAN_WEIGHT})"
_MORE = r"(?:多|来|几)?\s?"

_CHILD = re.compile(
    r"宝宝|宝贝[^,，。]{0,3}岁|孩|儿子|女儿|闺女|娃|儿童|童[装鞋]|小朋友|\d个月|[\d一二两三四五六七八九十]岁|孙"
)
_MALE = re.compile(r"男|老公|爸|儿子|爷|哥|弟|先生|小伙|大叔")
_FEMALE = re.compile(r"女|老婆|妈|闺|奶奶|姐|妹|孕|媳妇|姑娘")
_SIZE_TALK = re.compile(r"[穿码号尺脚鞋]|多大|大小|合身|合适|适合|身高|体重")

# ── what is no body, though it looks like one ──
_NO_BODY = re.compile(
    r"1[0-9]\d/\d{2,3}[A-CY](?![A-Za-z])|1[0-9]\d/(?:7[2-9]|8[048]|9[26]|100|104)(?=码|号|的?[还有没缺]|有)|"
    r"(?:高度|长度|宽度|厚度|直径|周长|袖长|衣长|裤长|裙长|肩宽|下胸围?|(?<![脚足身掌])长|宽|厚|口径|尺寸|规格|"
    r"容量|功率|[脚腿臂头]围|脚[宽背])[是有:约\s]*\d+(?:\.\d+)?\s?(?:cm|厘米|公分|米|m)?|"
    r"\d+(?:\.\d+)?\s?(?:cm|m|米|厘米)?\s?[*x×]\s?\d+(?:\.\d+)?(?:\s?(?:cm|m|米|厘米))?|"
    r"\d+(?:\.\d+)?\s?(?:cm|厘米|公分|米|m)的?(?:长|宽|厚|口径|床|被|桌|沙发|窗|地垫|凉?席|蚊帐|数据线|线|管|绳|"
    r"架|柜|锅)|"
    r"(?:[¥￥]|满|减|到手价?|原价|售价|尾号|后四位|型号|货号|款号|编号|预算)\s?[:是]?\s?\d+(?:\.\d+)?",
    re.I,
)

_GIRTH_NAMES = {"waist": r"腰围|腰", "bust": r"(?<!下)胸围|上胸围|(?<!下)胸", "hip": r"臀围|臀|屁股"}
_CHI = (
    r"(?P<chi>\d|[一二两三四])(?:\.(?P<point>\d)|\s?尺\s?(?P<cun>\d|[一二三四五六七八九半])?)(?P<unit>(?<=尺)|"
    r"(?<=尺\d)|(?<=尺[一二三四五六七八九半])|\s?尺)(?:寸)?"
)
_GIRTHS = {
    entity: re.compile(
        rf"(?:{names}){_IS}(?:(?P<chis>{_CHI})|(?P<n>\d{{2,3}}(?:\.\d)?|{_HAN_WEIGHT}){_CM}?)(?!\d|[斤元块件码个天几])",
        re.I,
    )
    for entity, names in _GIRTH_NAMES.items()
}
_THREE = re.compile(r"三围[是:分别\s]*(\d{2,3})[\s,，、/-]+(\d{2,3})[\s,，、/-]+(\d{2,3})(?!\d)")
_BARE_CHI = re.compile(rf"(?<![\d.长宽高厚布])(?:{_CHI})(?!几|布|长|宽|\d|的?布)")
_WAIST_BEHIND = re.compile(r"(?<![\d.])(\d{2,3})(?:cm|厘米|公分)?的?腰(?:围)?(?![\d带包])")

_HABIT = r"(?:平时|平常|平日|一直|一般|日常|以前|之前|通常|经常|正常|往常|其他|其它|别的?家?|都是?|从来|习惯)"
_SOMEBODY = r"(?:本人|老公|老婆|我妈|我爸|(?<![说给让叫帮])我)"
_USUAL = re.compile(
    rf"(?:{_HABIT}[^,，。?？\d]{{0,8}}?(?<!能)(?<!以)(?<!该)(?<!要)(?<!想)(?<!适)(?:穿的?|拿|买的?|戴)|"
    rf"{_SOMEBODY}都?是?穿的?)"
    rf"(?:都?是|的|鞋子?|裤子?|衣服|尺码|码数)*\s?(?P<size>{ANY_SIZE}(?:\s?[码号])?)"
    rf"(?![\d.]|\s?[斤元块件条双天次年个包岁]|\s?(?:kg|公斤|cm|厘米))",
    re.I,
)
_USUAL_NOUN = re.compile(
    rf"(?:{_HABIT}(?:鞋|裤|衣服?|尺)?[码号]?(?:数|子)?[是:]?\s?|(?:运动鞋|皮鞋|鞋码|鞋号)(?:是|一般|平时|穿|"
    rf":)*\s?)(?P<size>{ANY_SIZE}\s?码|(?<=[码号是:穿])\d{{2}}(?:\.5)?(?![\d.]))",
    re.I,
)
_FOOT_AS_SIZE = re.compile(r"(?<![\d.])(3[3-9]|4[0-8])(?:\.5)?(?=的?脚(?!踝|围|长|宽|背))")
# 我穿L会不会大 asks about this shop's L.
_ASKS = re.compile(
    r"\s?的?(?:会|吗|么|合适|可以|还是|行|够|怎么样|好不好|好吗|大不大|小不小|是不是|能不能|有没有|还有|有货|要多|or)"
)

_FOOT = re.compile(
    rf"(?:脚长|足长|脚掌长|[左右]?脚){_IS}(?P<n>\d{{2,3}}(?:\.\d{{1,2}})?)\s?(?P<u>cm|厘米|公分|mm|毫米|"
    r"码)?(?![\d斤元块件])",
    re.I,
)
_FOOT_BEHIND = re.compile(
    r"(?<![\d.])(?P<n>\d{2,3}(?:\.\d{1,2})?)\s?(?P<u>cm|厘米|公分|mm|毫米)?的?脚(?!踝|围|背|宽|垫)(?:长)?", re.I
)
_FOOT_CM = re.compile(r"(?<![\d.])(?P<n>(?:1[2-9]|2\d|30)(?:\.\d{1,2})?)\s?(?P<u>cm|厘米|公分)(?![\d\w*×])", re.I)
_FOOT_MM = re.compile(r"(?<![\d.])(?P<n>2\d[05])\s?(?P<u>mm|毫米|码)(?!\d)", re.I)
_FOOT_ALONE = re.compile(
    r"\s*(?:我|穿|是|脚)*(?P<n>2[1-9][05]|2[1-9]\.\d)\s?(?P<u>cm|厘米|公分|mm|码)?(?:的|穿|要|买|选|应该|拍|"
    r"什么|哪个|多大|码|号|鞋|呢|左右|\s|[?？。.])*",
    re.I,
)

_HEIGHT_NAMED = re.compile(
    rf"(?:净?身高(?:体重)?|个子|个头|身长)(?:分别)?{_IS}(?P<h>{_METRES}|{_SPOKEN}|"
    rf"\d{{1,3}}(?:\.\d)?(?![\d.]*\d)){_CM}?(?!\s?(?:kg|公?斤))",
    re.I,
)
_WEIGHT_NAMED = re.compile(
    rf"(?:体重|体种|重量|(?<=[\d高\s,，])重)(?:分别)?{_IS}(?P<w>\d{{1,3}}(?:\.\d{{1,2}})?|"
    rf"{_HAN_WEIGHT})(?![\d.]*\d){_MORE}(?P<u>{_KG}|斤)?(?!\s?(?:cm|厘米|公分|g|克))",
    re.I,
)
_PAIR = re.compile(
    rf"(?<![\d.\-/*×:$A-Za-z])(?P<h>{_METRES}|(?:1\d\d|[5-9]\d)(?:\.\d)?(?!\.?\d)|"
    rf"{_SPOKEN})(?P<hu>{_CM})?(?:的?身?高)?(?:的?[男女]生?)?"
    rf"(?P<sep>[\s,，、;；/+和跟的.]{{0,3}}|-)(?:体?重)?[是:]?\s?(?P<w>{_WEIGHT}){_MORE}(?P<u>{_KG}|斤)?"
    r"(?!\.?\d|[a-zA-Z]|\s?(?:元|块|件|包|码|号|个|双|条|岁|%|折|cm|厘米|公分|毫|天|年|月|日|分|张|的?[券卷]|哪|"
    r"[:~*×/-]|的?还?有|到\d|包邮|多少钱|的?那[款个件]|的?这[款个件])|(?<=\d)[是的]码)",
    re.I,
)
_REVERSED = re.compile(
    rf"(?<![\d.\-/*×:$A-Za-z])(?P<w>{_WEIGHT}){_MORE}(?P<u>{_KG}|"
    rf"斤)?[\s,，、/和]{{0,2}}(?:身?高)?(?P<h>{_METRES}|1[4-9]\d|20\d)(?P<hu>{_CM})?"
    r"(?!\.?\d|\s?(?:元|块|件|包|码|号|个|双|条|岁|%|斤|公斤|kg|天|年|的?[券卷]|的?那|[a-zA-Z/*×-]))",
    re.I,
)
_HEIGHT_METRES = re.compile(
    rf"(?<![\d.])(?:{_METRES})(?:的?(?:身高|个子|个头))?(?![\d*×]|[床被桌线]|的(?!能?穿|可以穿|[男女]|人)|"
    r"\s?(?:以上|kg|斤))",
    re.I,
)
# Beds, tables and cables are measured in metres too.
_THING_LENGTH = re.compile(r"床|桌|帘|被[套子罩]|线|绳|柜|架|垫|杆|水管|席|毯|屏|沙发|尺寸|量了")
_HEIGHT_CM = re.compile(rf"(?<![\d.*×-])(?P<h>\d{{2,3}}(?:\.\d)?){_CM}(?![\d*×\w]*[*×])", re.I)
_HEIGHT_BEHIND = re.compile(
    rf"(?<![\d.])(?P<h>1\d\d|[5-9]\d)(?={_CM}?的?(?:身高|个子|个头|高(?![跟级档压清端科铁温度低低])))", re.I
)
_HEIGHT_OF_ME = re.compile(
    r"(?:我|本人|身|岁|[男女]生?|他|她|老公|老婆)\s?(?P<h>1[4-9]\d)(?=\s?[,，]?的?(?:穿|选|能穿|可以穿|适合|"
    r"应该|该|要穿|多大|什么码|哪个码|[男女]|个子|$))"
)
_HEIGHT_OF_CHILD = re.compile(
    r"岁(?:半|了|大|,|，|\s)*(?P<h>[7-9]\d|1[0-6]\d)(?=\s?[,，]?的?(?:穿|选|能穿|可以穿|适合|该|要穿|多大|什么码|几码|哪个码|高|$))"
)
_WEIGHT_UNIT = re.compile(
    rf"(?<![\d.¥￥])(?P<w>\d{{1,3}}(?:\.\d{{1,2}})?|{_HAN_WEIGHT}){_MORE}(?P<u>{_KG}|斤)(?!装|每|/(?!\d)|\d|"
    r"的?(?:大?米|面|茶|核桃|枣|坚果|狗粮|猫粮|苹果|橙|果|肉|鱼|虾|装|包|袋|箱|货|快递))",
    re.I,
)
_LOAD = re.compile(r"(?:承重|载重|限重|净重|净含量|承受|最多装|每|买了?|拍了?|来|寄|机|车|柜|箱|沙发)[^,，。]{0,3}$")
_NEAR_HEIGHT = re.compile(
    r"(?<![\d.¥￥满减])1[4-9]\d(?!\d|\.\d|\s?(?:元|块|件|包|码|号|个|双|条|%|斤|公斤|kg|天|年|的?[券卷]|的?那|"
    r"[a-zA-Z/*×-]|买|拍|左右的))"
)


def find_measurements(text: str) -> list[Entity]:
    """Height (int cm), weight (float kg), foot length (float cm), waist, bust, hip (int cm), usual size (str)."""
    rest = without_idioms(_NO_BODY.sub(lambda m: "□" * len(m.group()), text))
    measures: list[Entity] = []
    for find in (_girths, _feet, _usual_sizes, _bodies):
        measures += find(blank(rest, measures))
    return sorted(measures, key=lambda e: e.start)


def _number(word: str) -> float:
    return number_value(word) or 0.0


# ── girths ──


def _girths(text: str) -> list[Entity]:
    girths = []
    for entity, pattern in _GIRTHS.items():
        for match in pattern.finditer(text):
            value = _chi(match) if match.group("chis") else _girth(_number(match.group("n")))
            if 30 <= value <= 200:
                girths.append(found(entity, match.start("chis" if match.group("chis") else "n"), match.end(), value))
    for match in _THREE.finditer(text):
        girths += [
            found(e, match.start(i), match.end(i), int(match.group(i)))
            for i, e in enumerate(("bust", "waist", "hip"), 1)
        ]
    rest = blank(text, girths)
    girths += [found("waist", m.start(), m.end(), _chi(m)) for m in _BARE_CHI.finditer(rest) if 40 <= _chi(m) <= 150]
    behind = [(m, _girth(float(m.group(1)))) for m in _WAIST_BEHIND.finditer(rest)]
    return girths + [found("waist", m.start(1), m.end(), value) for m, value in behind if 40 <= value <= 150]


def _girth(value: float) -> int:
    # Trousers are numbered in inches: 腰围29 is 74 cm.
    return round(value * 2.54 if 22 <= value <= 44 else value)


def _chi(match: re.Match[str]) -> int:
    # One 尺 is a third of a metre, ten 寸.
    cun = match.group("point") or match.group("cun") or "0"
    tenths = 5 if cun == "半" else _number(cun)
    return round((_number(match.group("chi")) + tenths / 10) * 100 / 3)


# ── feet and the size one usually wears ──


def _feet(text: str) -> list[Entity]:
    alone = _FOOT_ALONE.fullmatch(text)
    matches = [alone] if alone else [*_FOOT.finditer(text), *_FOOT_BEHIND.finditer(text), *_FOOT_MM.finditer(text)]
    if re.search(r"鞋|脚", text) or re.fullmatch(r"[\d.]+\s?(?:cm|厘米|公分)\D{0,6}", text, re.I):
        matches += _FOOT_CM.finditer(text)
    feet: list[Entity] = []
    for match in matches:
        value = _foot_centimetres(match.group("n"), (match.group("u") or "").lower())
        end = match.end("u") if match.group("u") else match.end("n")
        if value and not any(foot.start < end and match.start("n") < foot.end for foot in feet):
            feet.append(found("foot_length", match.start("n"), end, value))
    return feet


def _foot_centimetres(figure: str, unit: str) -> float | None:
    value = float(figure)
    if unit in ("mm", "毫米") or (unit in ("", "码") and is_millimetres(figure)):
        value /= 10
    shortest, longest = (20, 30) if unit == "码" else (9, 32)
    return round(value, 1) if shortest <= value <= longest else None


def _usual_sizes(text: str) -> list[Entity]:
    sizes = []
    for pattern in (_USUAL, _USUAL_NOUN):
        for match in pattern.finditer(text):
            if not _ASKS.match(text, match.end()) and _is_wearable(match.group("size")):
                sizes.append(
                    found("usual_size", match.start("size"), match.end("size"), canonical_size(match.group("size")))
                )
    feet = [found("usual_size", m.start(), m.end(), m.group()) for m in _FOOT_AS_SIZE.finditer(text)]
    return list({size.start: size for size in sizes + feet}.values())


def _is_wearable(size: str) -> bool:
    figure = canonical_size(size)
    return not figure.replace(".", "").isdigit() or 20 <= float(figure) <= 60


# ── height and weight ──


def _bodies(text: str) -> list[Entity]:
    child = bool(_CHILD.search(text))
    pairs = _pairs(text, child)
    heights = [e for e in pairs if e.entity == "height"] or _named_heights(text) or _single_heights(text, child)
    weights = [e for e in pairs if e.entity == "weight"]
    height = float(str(heights[0].value)) if heights else None
    weights += _weights(blank(text, heights + weights), height, child)
    if weights and not heights:
        heights = _height_near(text, weights)
    return heights + weights


def _named_heights(text: str) -> list[Entity]:
    heights = []
    for match in _HEIGHT_NAMED.finditer(text):
        value = _centimetres(match.group("h"))
        if value:
            heights.append(found("height", match.start("h"), match.end(), value))
    return heights


def _pairs(text: str, child: bool) -> list[Entity]:
    for pattern in (_PAIR, _REVERSED):
        for match in pattern.finditer(text):
            height = _centimetres(match.group("h"))
            if not _may_be_pair(match, height, child):
                continue
            kilograms = _kilograms(_number(match.group("w")), match.group("u"), height, text)
            if kilograms is not None and _is_body(height, kilograms):
                return [
                    found("height", match.start("h"), match.end("hu") if match.group("hu") else match.end("h"), height),
                    found(
                        "weight", match.start("w"), match.end("u") if match.group("u") else match.end("w"), kilograms
                    ),
                ]
    return []


def _may_be_pair(match: re.Match[str], height: int, child: bool) -> bool:
    weight, unit, groups = _number(match.group("w")), match.group("u"), match.groupdict()
    has_height_unit = bool(groups["hu"] or re.search(r"[.米m]", match.group("h")))
    separator = groups.get("sep")
    if (
        separator is not None
        and not re.search(r"[^.]", separator)
        and not (unit and has_height_unit)
        and not has_height_unit
    ):
        return False
    if height < 140 and not (child or groups["hu"] or unit):
        return False
    if separator == "-" and (not unit or 0 < weight - height <= 30 or height <= 139):
        return False
    if separator is None and not unit and weight > 110:
        return False
    # 160 165哪个好 compares two sizes.
    return bool(unit or has_height_unit) or not (0 <= weight - height <= 10 and weight % 5 == 0 == height % 5)


def _single_heights(text: str, child: bool) -> list[Entity]:
    told = (_HEIGHT_BEHIND, _HEIGHT_OF_ME, _HEIGHT_OF_CHILD)
    matches = [(m, _centimetres(m.group("h"))) for pattern in told for m in pattern.finditer(text)]
    matches += [
        (m, _centimetres(m.group()))
        for m in _HEIGHT_METRES.finditer(text)
        if re.search(r"[米m]", m.group(), re.I) and not _THING_LENGTH.search(text)
    ]
    lowest = 50 if child else 140
    matches += [(m, v) for m in _HEIGHT_CM.finditer(text) if lowest <= (v := _centimetres(m.group("h"))) <= 210]
    heights: dict[int, Entity] = {}
    for match, value in matches:
        start = match.start("h") if "h" in match.groupdict() else match.start()
        if 50 <= value <= 220 and (value >= 75 or child):
            heights.setdefault(start, found("height", start, match.end(), value))
    return list(heights.values())


def _weights(text: str, height: float | None, child: bool) -> list[Entity]:
    weights = []
    for match in _WEIGHT_NAMED.finditer(text):
        number, unit = _number(match.group("w")), match.group("u")
        # What no body of this height weighs was still said, and is for the sizing to question.
        if value := _kilograms(number, unit, height, text) or _kilograms(number, unit, None, text):
            weights.append(
                found("weight", match.start("w"), match.end("u") if match.group("u") else match.end("w"), value)
            )
    rest = blank(text, weights)
    small = height is not None or (child and bool(_SIZE_TALK.search(text)))
    for match in _WEIGHT_UNIT.finditer(rest):
        kilograms = _number(match.group("w")) / (2 if match.group("u") == "斤" else 1)
        if (2 if small else 30) <= kilograms <= 250 and not _LOAD.search(rest[: match.start()]):
            weights.append(found("weight", match.start(), match.end(), round(kilograms, 1)))
    return weights


def _height_near(text: str, weights: list[Entity]) -> list[Entity]:
    """A bare 165 within a few characters of a weight: 165，女，110斤."""
    rest = blank(text, weights)
    for match in _NEAR_HEIGHT.finditer(rest):
        gaps = (text[match.end() : weights[0].start], text[weights[0].end : match.start()])
        gap = gaps[0] if match.end() <= weights[0].start else gaps[1]
        if len(gap) <= 6 and not re.search(r"\d|[元块券满减价买拍]", gap):
            return [found("height", match.start(), match.end(), int(match.group()))]
    return []


def _centimetres(written: str) -> int:
    metres = re.fullmatch(r"[1一]\s?[.米mM]\s?(.+?)(?:\s?[mM米])?", written)
    if not metres:
        return round(_number(written))
    rest = metres.group(1)
    if "十" in rest:
        return 100 + round(_number(rest))
    digits = "".join(
        c if c.isdigit() and c.isascii() else str("零一二三四五六七八九".find(c)) for c in rest.replace("〇", "零")
    )
    return 100 + (int(digits) * 10 if len(digits) == 1 else int(digits))


def _kilograms(value: float, unit: str | None, height: float | None, text: str) -> float | None:
    """The weight in kg. Without a unit it is 斤 or kg, whichever makes the likelier body; None when neither does."""
    if unit:
        return round(value / 2 if unit == "斤" else value, 1)
    if not value:
        return None
    if height is None or not 50 <= height <= 230:
        heavy = 100 if _MALE.search(text) else 80
        return round(value / 2 if value >= heavy else value, 1)
    usual = _usual_bmi(height, text)
    lowest, highest = (11, 30) if height < 140 else (14.5, 40)
    readings = [(kg / (height / 100) ** 2, kg) for kg in (value, value / 2)]
    likely = [(abs(math.log(bmi / usual)), kg) for bmi, kg in readings if lowest <= bmi <= highest]
    return round(min(likely)[1], 1) if likely else None


def _usual_bmi(height: float, text: str) -> float:
    """Whom a height suggests: the tall are mostly men, and heavier for their height."""
    if height < 140:
        return 16.0
    if _MALE.search(text):
        return 24.0
    if _FEMALE.search(text):
        return 20.5
    return 20.5 + 3 * min(max((height - 165) / 7, 0.0), 1.0)


def _is_body(height: float, kilograms: float) -> bool:
    return 50 <= height <= 220 and 10 <= kilograms / (height / 100) ** 2 <= 60
