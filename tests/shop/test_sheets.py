import pytest

from bot.shop.sheets import UnreadableSheet, encoding_of, read_rows, write_rows

TEXT = "订单编号,收货人姓名\r\n1,林小姐\r\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encoding_is_found(tmp_path, encoding, found):
    file = tmp_path / "orders.csv"
    file.write_bytes(TEXT.encode(encoding))

    assert encoding_of(file) == found
    assert list(read_rows(file)) == [(1, ["订单编号", "收货人姓名"]), (2, ["1", "林小姐"])]


def test_a_character_cut_by_the_end_of_a_chunk_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.shop.sheets.CHUNK", 5)
    file = tmp_path / "orders.csv"
    file.write_text(TEXT, encoding="utf-8")

    assert encoding_of(file) == "utf-8-sig"


def test_what_is_no_text_is_refused_with_its_line(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_bytes(TEXT.encode() + b"\xff\xff,\xff\n")

    with pytest.raises(UnreadableSheet, match="neither UTF-8 nor GB18030") as refused:
        list(read_rows(file))
    assert refused.value.line == 3


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n\n ,\n1,2\n", [(1, ["a", "b"]), (4, ["1", "2"])]),
        ("a\tb\n1\t2,5\n", [(1, ["a", "b"]), (2, ["1", "2,5"])]),
        ('a,b\n"1\n1",2\n3,4\n', [(1, ["a", "b"]), (2, ["1\n1", "2"]), (4, ["3", "4"])]),
        ('a,b\n="1",2\n', [(1, ["a", "b"]), (2, ['="1"', "2"])]),
        ("", []),
    ],
)
def test_rows_come_with_the_line_on_which_they_begin(tmp_path, text, rows):
    file = tmp_path / "orders.csv"
    file.write_text(text, encoding="utf-8", newline="")

    assert list(read_rows(file)) == rows


@pytest.mark.parametrize("text", ['a,b\n1,"2\n', 'a,b\n"1"x,2\n', "a,b\n1,\x002\n"])
def test_what_is_no_csv_is_refused_with_its_line(tmp_path, text):
    file = tmp_path / "orders.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableSheet, match="is no CSV") as refused:
        list(read_rows(file))
    assert refused.value.line == 2


def test_a_utf16_file_cut_short_is_refused(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_bytes(TEXT.encode("utf-16")[:-1])

    with pytest.raises(UnreadableSheet, match="is no CSV"):
        list(read_rows(file))


def test_a_written_file_is_read_again(tmp_path):
    rows = [["1", 'a "quoted", one'], ["2", "two\nlines"]]

    assert write_rows(tmp_path / "x.csv", ["n", "text"], iter(rows)) == 2
    assert [row for _, row in read_rows(tmp_path / "x.csv")] == [["n", "text"], *rows]
    assert [file.name for file in tmp_path.iterdir()] == ["x.csv"]


def test_progress_ends_within_the_file(tmp_path):
    file = tmp_path / "x.csv"
    write_rows(file, ["n"], ([str(n)] for n in range(5000)))
    told = []

    assert sum(1 for _ in read_rows(file, told.append)) == 5001
    assert len(told) > 3 and told == sorted(told) and told[-1] <= file.stat().st_size
