import pytest

from bot.errors import ImplausibleMeasure
from bot.shop.sizing import Body, SizeRow, advise, chart_rows, missing_for, same_size


def rows_of(measures, *rows):
    return [
        SizeRow(
            chart_id="c",
            position=position,
            size=size,
            usual_sizes=usual,
            **{
                f"{name}_{end}": value
                for name, ends in zip(measures, limits, strict=True)
                for end, value in ends.items()
            },
        )
        for position, (size, usual, *limits) in enumerate(rows)
    ]


def ends(low, high):
    return {"min": low, "max": high}


TOPS = rows_of(
    ("height", "weight"),
    ("M", "170", ends(163, 172), ends(55, 62.5)),
    ("L", "175", ends(168, 177), ends(62.5, 70)),
    ("XL", "180", ends(172, 182), ends(70, 77.5)),
    ("2XL", "185", ends(175, 186), ends(77.5, 85)),
)
KIDS = rows_of(("height",), ("100", "3岁", ends(95, 105)), ("110", "4-5岁", ends(105, 115)))
SHOES = rows_of(("foot",), ("38", "240", ends(23.75, 24.25)), ("39", "245", ends(24.25, 24.75)))


@pytest.mark.parametrize(
    ("height", "weight", "kind", "reason", "size", "other"),
    [
        (172.5, 66, "fits", "inside", "L", None),  # 66 is 3.5 from 62.5 and 4 from 70
        (172, 69, "border", "near_boundary", "L", "XL"),  # 70 - 69 = 1 <= 1.5
        (172, 68.4, "fits", "inside", "L", None),  # 70 - 68.4 = 1.6 > 1.5
        (172, 64, "border", "near_boundary", "L", "M"),  # 64 - 62.5 = 1.5
        (176, 66, "border", "near_boundary", "L", "XL"),  # 177 - 176 = 1
        (178, 65, "border", "measures_disagree", "L", "XL"),  # weight says L, height XL or 2XL
        (168.5, 66, "fits", "inside", "L", None),  # near the lower end, but 66 - 62.5 = 3.5: M would be too tight
        (176.5, 63, "fits", "inside", "L", None),  # height pulls up, weight pulls down
        (172, 70, "border", "near_boundary", "XL", "L"),  # on the line: the looser one first
        (163.2, 58, "fits", "inside", "M", None),  # near the lower end, but there is nothing smaller
        (184, 58, "outside", "measures_far_apart", "M", "2XL"),  # weight says M, height 2XL
        (150, 58, "outside", "below_chart", None, None),
        (162, 58, "fits", "inside", "M", None),  # 163 - 162 = 1: as good as inside, and nothing smaller
        (175, 100, "outside", "above_chart", None, None),
    ],
)
def test_a_top_is_chosen_by_height_and_weight(height, weight, kind, reason, size, other):
    advice = advise(TOPS, Body(height_cm=height, weight_kg=weight))

    assert (advice.kind, advice.reason, advice.size, advice.other_size) == (kind, reason, size, other)


def test_advice_carries_the_numbers_of_its_row():
    advice = advise(TOPS, Body(height_cm=172.5, weight_kg=66))

    assert advice.numbers == {
        "height_cm": 172.5,
        "height_cm_min": 168,
        "height_cm_max": 177,
        "weight_kg": 66,
        "weight_kg_min": 62.5,
        "weight_kg_max": 70,
    }
    assert advice.other_is_larger is None


def test_advice_outside_carries_the_limits_of_the_chart():
    advice = advise(TOPS, Body(height_cm=175, weight_kg=100))

    assert (advice.numbers["weight_kg_min"], advice.numbers["weight_kg_max"]) == (55, 85)


def test_a_border_says_which_way_the_other_size_lies():
    larger, smaller = (advise(TOPS, Body(height_cm=172, weight_kg=weight)) for weight in (69, 64))

    assert (larger.other_is_larger, smaller.other_is_larger) == (True, False)


@pytest.mark.parametrize(
    ("wish", "fit", "usual", "size", "other"),
    [
        (None, "regular", None, "L", "XL"),
        ("loose", "regular", None, "XL", "L"),
        ("slim", "regular", None, "L", "XL"),
        (None, "slim", None, "XL", "L"),  # a narrow cut takes the larger
        (None, "loose", None, "L", "XL"),
        (None, "regular", "180", "XL", "L"),  # XL is what she usually wears
        (None, "regular", "M", "L", "XL"),  # a habit that is neither decides nothing
        ("slim", "slim", "XL", "L", "XL"),  # a wish outranks all
    ],
)
def test_between_two_sizes_wish_then_habit_then_cut_decide(wish, fit, usual, size, other):
    advice = advise(TOPS, Body(height_cm=172, weight_kg=69, usual_size=usual), wish, fit)

    assert (advice.kind, advice.size, advice.other_size) == ("border", size, other)


def test_a_wish_for_a_loose_fit_takes_the_next_size():
    advice = advise(TOPS, Body(height_cm=172.5, weight_kg=66), "loose")

    assert (advice.kind, advice.reason, advice.size, advice.other_size) == ("fits", "loose_wish", "XL", "L")
    assert advice.other_is_larger is False


def test_a_loose_cut_is_loose_already():
    assert advise(TOPS, Body(height_cm=172.5, weight_kg=66), "loose", "loose").size == "L"


def test_nothing_is_looser_than_the_largest():
    assert advise(TOPS, Body(height_cm=181, weight_kg=81), "loose").reason == "inside"


def test_a_wish_for_a_slim_fit_never_goes_below_the_measurements():
    assert advise(TOPS, Body(height_cm=172.5, weight_kg=66), "slim").size == "L"


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (Body(), ("height_cm", "weight_kg")),
        (Body(height_cm=170), ("weight_kg",)),
        (Body(weight_kg=60), ("height_cm",)),
        (Body(usual_size="均码"), ("height_cm", "weight_kg")),
    ],
)
def test_what_is_missing_is_named(body, missing):
    advice = advise(TOPS, body)

    assert (advice.kind, advice.missing) == ("missing", missing)


@pytest.mark.parametrize(("usual", "size"), [("l", "L"), ("XXL", "2XL"), ("180", "XL")])
def test_a_usual_size_alone_gives_weaker_advice(usual, size):
    advice = advise(TOPS, Body(usual_size=usual))

    assert (advice.kind, advice.basis, advice.reason, advice.size) == ("fits", "usual", "usual_size", size)


@pytest.mark.parametrize(
    ("height", "kind", "size", "other"),
    [
        (100, "fits", "100", None),
        (104, "border", "100", "110"),  # 105 - 104 = 1
        (105, "border", "110", "100"),  # on the line; children grow
        (94, "fits", "100", None),  # 95 - 94 = 1
        (90, "outside", None, None),
    ],
)
def test_a_child_is_sized_by_height_alone(height, kind, size, other):
    advice = advise(KIDS, Body(height_cm=height))

    assert (advice.kind, advice.size, advice.other_size) == (kind, size, other)


@pytest.mark.parametrize(
    ("foot", "kind", "size", "other"),
    [
        (24.0, "fits", "38", None),
        (24.5, "fits", "39", None),
        (24.2, "border", "38", "39"),  # 24.25 - 24.2 = 0.05 <= 0.1
        (24.35, "border", "39", "38"),  # 24.35 - 24.25 = 0.1
        (25.5, "outside", None, None),
    ],
)
def test_shoes_are_sized_by_the_foot(foot, kind, size, other):
    advice = advise(SHOES, Body(foot_length_cm=foot))

    assert (advice.kind, advice.size, advice.other_size) == (kind, size, other)


def test_a_gap_between_two_rows_names_both():
    gap = rows_of(("height",), ("S", "", ends(150, 158)), ("M", "", ends(160, 168)))

    advice = advise(gap, Body(height_cm=159))

    assert (advice.kind, advice.size, advice.other_size) == ("border", "M", "S")


def test_measures_that_disagree_without_a_weight_start_from_the_first():
    chart = rows_of(
        ("height", "foot"), ("S", "", ends(150, 160), ends(22, 23)), ("M", "", ends(160, 170), ends(23, 24))
    )

    advice = advise(chart, Body(height_cm=155, foot_length_cm=23.5))

    assert (advice.reason, advice.size, advice.other_size) == ("measures_disagree", "S", "M")


def test_a_row_without_a_limit_takes_everybody():
    chart = rows_of(("height", "weight"), ("S", "", ends(150, 160), ends(40, 50)), ("M", "", ends(160, 170), {}))

    advice = advise(chart, Body(height_cm=165, weight_kg=45))

    assert (advice.kind, advice.size) == ("fits", "M")
    assert "weight_kg_min" not in advice.numbers


def test_without_a_chart_nothing_is_advised():
    advice = advise([], Body(height_cm=170, weight_kg=60, usual_size="L"))

    assert (advice.kind, advice.reason) == ("outside", "not_enough_known")


@pytest.mark.parametrize(
    ("body", "measure"),
    [
        (Body(height_cm=17, weight_kg=60), "height_cm"),
        (Body(height_cm=170, weight_kg=650), "weight_kg"),
        (Body(height_cm=178, weight_kg=17), "weight_kg"),  # 17 / 1.78² = 5.4 < 9
        (Body(foot_length_cm=245), "foot_length_cm"),
    ],
)
def test_an_impossible_measurement_is_refused(body, measure):
    with pytest.raises(ImplausibleMeasure) as refusal:
        advise(TOPS, body)

    assert (refusal.value.measure, refusal.value.value) == (measure, getattr(body, measure))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("XXL", "2xl"),
        ("38码", "38"),
        ("EU38", "38"),
        ("欧码38", "38"),
        ("XXXL", "3XL"),
        ("XXS", "2XS"),
        ("均码", "均码"),
    ],
)
def test_spellings_of_one_size_are_equal(one, other):
    assert same_size(one, other)


@pytest.mark.parametrize(("one", "other"), [("XL", "L"), ("XL", "2XL"), ("38", "39"), ("XX", "2X")])
def test_different_sizes_are_not_equal(one, other):
    assert not same_size(one, other)


@pytest.mark.parametrize(
    ("chart", "body", "size"),
    [
        ("men_tops", Body(175, 65), "L"),
        ("women_tops", Body(160, 50), "M"),
        ("men_trousers", Body(175, 66.5), "32"),
        ("women_bottoms", Body(165, 55), "L"),
        ("kids", Body(120), "120"),
        ("men_underwear", Body(weight_kg=65), "XL"),
        ("women_shoes", Body(foot_length_cm=24.0), "38"),
        ("men_shoes", Body(foot_length_cm=26.0), "42"),
        ("kids_shoes", Body(foot_length_cm=18.0), "29"),
    ],
)
def test_the_demo_charts_size_usual_people(demo, chart, body, size):
    advice = advise(chart_rows(demo, chart), body)

    assert (advice.kind, advice.size) == ("fits", size)


def test_a_product_without_a_chart_has_no_rows(demo):
    assert chart_rows(demo, None) == []


TROUSERS = rows_of(
    ("height", "weight", "waist", "hip"),
    ("S", "", ends(150, 160), ends(40, 48), ends(62, 66), ends(86, 90)),
    ("M", "", ends(155, 165), ends(48, 54), ends(66, 70), ends(90, 94)),
    ("L", "", ends(158, 170), ends(54, 60), ends(70, 74), ends(94, 98)),
    ("XL", "", ends(160, 175), ends(60, 66), ends(74, 78), ends(98, 102)),
)


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ((), ("height_cm", "weight_kg")),
        (("height_cm",), ("weight_kg",)),
        (("height_cm", "weight_kg"), ()),
        (("waist_cm",), ()),
        (("hip_cm",), ("waist_cm",)),  # who begins by the tape goes on by it
    ],
)
def test_height_and_weight_or_the_deciding_girth_are_enough(told, missing):
    assert missing_for(TROUSERS, told) == missing


@pytest.mark.parametrize(
    ("body", "kind", "reason", "size", "other", "decided_by"),
    [
        (Body(waist_cm=72), "fits", "inside", "L", None, None),
        (Body(waist_cm=72, hip_cm=92), "border", "measures_disagree", "L", "M", "waist_cm"),
        (Body(waist_cm=70), "border", "near_boundary", "L", "M", None),  # on the line
        (Body(162, 57, waist_cm=76), "border", "measures_disagree", "XL", "L", "waist_cm"),  # the waist goes first
        (Body(162, 44, waist_cm=76), "outside", "measures_far_apart", "XL", "S", "waist_cm"),
        (Body(162, 57, waist_cm=90), "outside", "above_chart", None, None, None),
        (Body(162, 57, bust_cm=88), "fits", "inside", "L", None, None),  # the chart knows no bust
    ],
)
def test_girths_refine_or_replace_height_and_weight(body, kind, reason, size, other, decided_by):
    advice = advise(TROUSERS, body)

    assert (advice.kind, advice.reason, advice.size, advice.other_size) == (kind, reason, size, other)
    assert advice.decided_by == decided_by


def test_a_wish_for_a_regular_fit_takes_the_size_of_the_chart():
    assert advise(TOPS, Body(height_cm=172, weight_kg=69), "regular", "slim").size == "L"


def test_an_impossible_girth_is_refused():
    with pytest.raises(ImplausibleMeasure):
        advise(TROUSERS, Body(waist_cm=720))
