"""Listed words: colours, carriers, categories, and what the catalogue names."""

import pytest

from bot.nlu.entities.terms import Term, find_terms, read_catalogue, read_lexicon, terms_by_word

COLORS = terms_by_word([Term("color", "黑的", "黑色"), Term("color", "白的", "白色"), Term("size", "XL码", "XL")])


def terms_in(text, word):
    start = text.find(word)
    return [entity.value for entity in find_terms(text, [(start, start + len(word))], COLORS)]


@pytest.mark.parametrize(
    ("text", "word", "values"),
    [
        ("黑的", "黑的", ["黑色"]),
        ("要黑的", "黑的", ["黑色"]),
        ("换白的", "白的", ["白色"]),
        ("38码黑的", "黑的", ["黑色"]),
        ("L 白的", "白的", ["白色"]),
        ("或白的", "白的", ["白色"]),
        ("我明白的", "白的", []),
        ("空白的", "白的", []),
        ("坦白的讲", "白的", []),
        ("要XL码", "XL码", ["XL"]),
        ("要2XL码", "XL码", []),
    ],
)
def test_a_term_counts_where_it_is_a_whole_word(text, word, values):
    assert terms_in(text, word) == values


def test_a_lexicon_file_gives_each_alias_its_value(tmp_path):
    (tmp_path / "color.yml").write_text(
        "entity: color\nvalues:\n  黑色: [黑的]\nexcept: [黑色星期五]\n", encoding="utf-8"
    )
    (tmp_path / "emoji.yml").write_text("emoji:\n  好的: ['👌']\n", encoding="utf-8")

    assert read_lexicon(tmp_path) == [
        Term("", "黑色星期五", "黑色星期五"),
        Term("color", "黑色", "黑色"),
        Term("color", "黑的", "黑色"),
    ]


def test_a_name_that_two_products_bear_names_neither(tmp_path):
    (tmp_path / "products.csv").write_text(
        "id,title,aliases,category,keywords\nP1,中筒袜,棉袜|袜子,袜子,短袜\nP2,羊毛袜,厚袜,袜子,袜子\n",
        encoding="utf-8",
    )

    products = {term.word: term.value for term in read_catalogue(tmp_path) if term.entity == "product"}

    assert products == {"中筒袜": "P1", "棉袜": "P1", "羊毛袜": "P2", "厚袜": "P2"}


def test_the_shops_own_colour_stands_for_itself(tmp_path):
    (tmp_path / "skus.csv").write_text("id,product_id,color\nS1,P1,藏蓝\n", encoding="utf-8")

    table = terms_by_word([Term("color", "藏蓝", "藏青色"), *read_catalogue(tmp_path)])

    assert table["藏蓝"] == [Term("color", "藏蓝", "藏蓝")]


def test_a_shop_without_catalogue_has_no_products(tmp_path):
    assert read_catalogue(tmp_path) == []
