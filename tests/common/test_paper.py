"""Papers are read by readers that are not ours: pypdf for text and tags, PDFium for the picture."""

import io
from typing import Any

import pypdf
import pytest

from backend.common import paper
from tests.support import pdf


def made(*, name: str = "見本 花子", lines: int = 1) -> bytes:
    sheet = paper.Paper("見本の書面", author="見本市")
    sheet.heading("見本の書面")
    sheet.facts([("お名前", name), ("部屋", "和室A")])
    sheet.heading("条件", level=2)
    sheet.items(["一つめの条件です。" * 8] * lines)
    sheet.qr("https://example.test/permits/abc/", alt="確かめるためのQRコード")
    return sheet.pdf()


def read(source: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(source), strict=True)


def root_of(reader: pypdf.PdfReader) -> Any:  # noqa: ANN401 - what stands in a PDF has no types
    return reader.trailer["/Root"]


def tree_of(reader: pypdf.PdfReader) -> Any:  # noqa: ANN401
    return root_of(reader)["/StructTreeRoot"]["/K"][0]


def test_the_text_can_be_copied_and_searched() -> None:
    text = read(made()).pages[0].extract_text()
    assert [word for word in ("見本の書面", "お名前", "見本 花子", "和室A", "条件") if word not in text] == []


def test_it_has_a_title_and_a_language_and_is_tagged() -> None:
    reader = read(made())
    root = root_of(reader)
    assert (reader.metadata.title if reader.metadata else "", root["/Lang"]) == ("見本の書面", "ja-JP")
    assert (root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (True, True)
    assert tags(tree_of(reader))[:6] == ["/Document", "/H1", "/Span", "/Table", "/TR", "/TH"]


def tags(element: Any) -> list[str]:  # noqa: ANN401
    """This function will list the tags of a structure tree in reading order."""
    found = element.get_object()
    inner = found.get("/K")
    children = inner if isinstance(inner, list) else []
    return [found["/S"], *(tag for child in children for tag in tags(child))]


def elements(element: Any) -> list[Any]:  # noqa: ANN401
    found = element.get_object()
    inner = found.get("/K")
    children = inner if isinstance(inner, list) else []
    return [found, *(one for child in children for one in elements(child))]


def test_every_mark_of_every_page_stands_in_the_tree() -> None:
    reader = read(made(lines=40))
    assert len(reader.pages) > 1
    marked: set[Any] = {(page["/StructParents"], n) for page in reader.pages for n in range(marks_of(page))}
    places: dict[Any, Any] = {page.indirect_reference: page["/StructParents"] for page in reader.pages}
    hung = {(places[one.raw_get("/Pg")], one["/K"]) for one in elements(tree_of(reader)) if "/Pg" in one}
    assert hung == marked


def marks_of(page: pypdf.PageObject) -> int:
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data().count(b"MCID")


def test_the_font_is_embedded_and_can_be_turned_into_text() -> None:
    page: Any = read(made()).pages[0]
    fonts = page["/Resources"]["/Font"]
    ours = [font.get_object() for font in fonts.values() if "IPAex" in font.get_object()["/BaseFont"]]
    assert ours
    assert all("/FontFile2" in font["/FontDescriptor"] and "/ToUnicode" in font for font in ours)


def test_the_picture_has_the_qr_code_for_a_camera() -> None:
    assert pdf.qr_code(made()) == "https://example.test/permits/abc/"


def test_a_figure_has_words_for_who_cannot_see_it() -> None:
    tree = tree_of(read(made()))
    assert [one["/Alt"] for one in elements(tree) if one["/S"] == "/Figure"] == ["確かめるためのQRコード"]


def test_a_kanji_that_the_font_lacks_is_marked_named_and_kept_for_readers() -> None:
    reader = read(made(name="𠮷田 花子"))
    text = reader.pages[0].extract_text()
    assert ("〓田 花子" in text, "U+20BB7" in text) == (True, True)
    assert [one["/ActualText"] for one in elements(tree_of(reader)) if "/ActualText" in one] == ["𠮷田 花子"]


@pytest.mark.parametrize(
    ("text", "drawn", "lacking"),
    [
        ("髙﨑 邉 彅 𠮟 𩸽 ①㈱", "髙﨑 邉 彅 𠮟 𩸽 ①㈱", ""),
        ("𠮷野家", "〓野家", "𠮷"),
        ("葛\U000e0100飾", "葛飾", ""),
        ("か\u3099", "が", ""),
        ("a\x07b", "ab", ""),
        ("😀", "〓", "😀"),
    ],
)
def test_what_can_be_drawn_is_drawn(text: str, drawn: str, lacking: str) -> None:
    assert paper.drawable(text) == (drawn, lacking)


def test_a_line_never_begins_with_a_full_stop() -> None:
    sheet = paper.Paper("見本", author="見本市")
    sheet.paragraph("あ" * 48 + "。" + "い" * 10)
    lines = read(sheet.pdf()).pages[0].extract_text().split("\n")
    assert [line for line in lines if line.startswith("。")] == []
