import csv
import io

import pytest
from openpyxl import load_workbook

from bot.web.spreadsheets import Sheet, as_csv, as_excel

FORMULAS = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1"]


def page(*sheets):
    return load_workbook(io.BytesIO(as_excel(sheets)))


def test_csv_opens_in_excel_as_utf_8():
    written = as_csv(Sheet("表", ["客服", "率", "元", "次数"], [["小林", 0.125, 12.5, None]], {1: "0.0%", 2: "0.00"}))

    assert written == b"\xef\xbb\xbf" + "客服,率,元,次数\r\n小林,12.5%,12.50,\r\n".encode()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(text):
    rows = list(csv.reader(io.StringIO(as_csv(Sheet("表", [text], [[text]])).decode("utf-8-sig"), newline="")))

    assert [row[0][0] for row in rows] == ["'", "'"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(text):
    cell = page(Sheet("表", ["话"], [[text]])).active["A2"]

    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.strip() == text.strip()


def test_negative_numbers_stay_numbers():
    cell = page(Sheet("表", ["差"], [[-5]])).active["A2"]

    assert (cell.value, cell.data_type) == (-5, "n")


def test_the_header_stays_in_sight_and_columns_are_wide_enough():
    sheet = page(Sheet("表", ["客服", "话"], [["小林", "一二三四五六七八九十"]])).active

    assert sheet.freeze_panes == "A2"
    assert [sheet.column_dimensions[name].width for name in "AB"] == [8, 22]


def test_a_title_that_excel_refuses_is_cleaned_and_control_characters_go():
    book = page(Sheet("咨询[1]:*?/\\表" * 9, ["话"], [["a\x00b\x1fc"]]))

    assert (len(book.sheetnames[0]), book.active["A2"].value) == (31, "abc")
