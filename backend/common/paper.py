"""Papers as PDF: Japanese in an embedded font, tagged for screen readers, A4.

    paper = Paper("利用許可書", author="見本市")
    paper.heading("利用許可書")
    paper.facts([("許可番号", "b-7K3QM9XT2"), …])
    paper.paragraph("…")
    paper.qr(token, alt="…")
    paper.pdf()                              the bytes

The font has the kanji of JIS X 0213. What it lacks, such as 𠮷, is drawn as 〓, as Japanese printers do: a note on the
paper names what is meant, and a screen reader or a search gets the true character (ActualText).
"""

import functools
import importlib.util
import io
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import segno
from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts
from reportlab.pdfgen import canvas

FONT = "IPAexGothic"
GETA = "〓"
WIDTH, HEIGHT = 595.3, 841.9
MARGIN = 57.0
LEADING = 1.6
LABEL_WIDTH = 112.0
# Never at the beginning of a line (行頭禁則).
_NOT_FIRST = frozenset("、。，．・：；？！ー）」』】〕］｝〉》ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々〜")


@functools.cache
def _font() -> Any:  # noqa: ANN401 - reportlab ships no types
    """This function will read the font once in a process; nothing but its file is used of the wheel that carries it."""
    found = importlib.util.find_spec("matplotlib_fontja")
    if found is None or found.origin is None:
        raise ImportError("The font of our papers is not installed: matplotlib-fontja")
    font = ttfonts.TTFont(FONT, str(Path(found.origin).parent / "fonts" / "ipaexg.ttf"))
    pdfmetrics.registerFont(font)
    return font


def drawable(text: str) -> tuple[str, str]:
    """This function will give a text as the font can draw it, and the characters for which 〓 stands, in order.

    Selectors of variants are left out: the font has one form of each kanji.
    """
    known = _font().face.charToGlyph
    plain = [one for one in unicodedata.normalize("NFC", text) if not _is_invisible(one)]
    drawn = [one if ord(one) in known else GETA for one in plain]
    return "".join(drawn), "".join(one for one in plain if ord(one) not in known)


def _is_invisible(character: str) -> bool:
    point = ord(character)
    return 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF or unicodedata.category(character) == "Cc"


@dataclass
class _Element:
    """One element of the structure tree: its tag, and what is drawn for it (page, number) or stands in it."""

    tag: str
    drawn: tuple[int, int] | None = None
    alt: str = ""
    actual: str = ""
    children: list["_Element"] = field(default_factory=list)


class Paper:
    """A document that grows from top to bottom over as many pages as it needs."""

    def __init__(self, title: str, *, author: str, subject: str = "") -> None:
        _font()
        self._stored = io.BytesIO()
        self._canvas = canvas.Canvas(self._stored, pagesize=(WIDTH, HEIGHT), lang="ja-JP", pdfVersion=(1, 7))
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._root = _Element("Document")
        self._open = self._root
        self._page, self._marks, self._y = 0, 0, HEIGHT - MARGIN
        self._lacking: list[str] = []

    def heading(self, text: str, *, level: int = 1) -> None:
        """This function will write a heading; the first level is the name of the paper, in the middle."""
        size = 20.0 if level == 1 else 12.0
        self.space(0 if level == 1 else 8)
        with self._element(f"H{level}"):
            self._lines(text, size, centred=level == 1)
        self.space(10 if level == 1 else 2)

    def paragraph(self, text: str, *, size: float = 10.0) -> None:
        """This function will write a paragraph."""
        with self._element("P"):
            self._lines(text, size)
        self.space(3)

    def items(self, texts: Iterable[str], *, size: float = 9.0) -> None:
        """This function will write a list, one item after the other."""
        with self._element("L"):
            for text in texts:
                with self._element("LI"):
                    self._lines(f"・{text}", size, hanging=size)
        self.space(3)

    def facts(self, rows: Iterable[tuple[str, str]], *, size: float = 11.0) -> None:
        """This function will write a table of names and values with a line under each."""
        with self._element("Table"):
            for name, value in rows:
                lines = self._wrapped(value, size, WIDTH - 2 * MARGIN - LABEL_WIDTH)
                self._need(len(lines) * size * LEADING + 6)
                with self._element("TR"):
                    self._row(name, value, lines, size)
        self.space(6)

    def qr(self, text: str, *, alt: str, side: float = 110.0) -> None:
        """This function will draw a QR code with its quiet zone at the left, with words for who cannot see it."""
        matrix = segno.make(text, error="m", micro=False).matrix
        self._need(side)
        module = side / (len(matrix) + 8)
        with self._element("Figure", alt=alt), self._marked("Figure"):
            for row, bits in enumerate(matrix):
                for column, bit in enumerate(bits):
                    if bit:
                        x, y = MARGIN + (column + 4) * module, self._y - (row + 5) * module
                        self._canvas.rect(x, y, module, module, stroke=0, fill=1)
        self._y -= side

    def space(self, points: float) -> None:
        """This function will leave some room."""
        self._y -= points

    def pdf(self) -> bytes:
        """This function will end the document with a note on what the font lacks, and give its bytes."""
        if self._lacking:
            points = "、".join(f"U+{ord(one):04X}" for one in self._lacking)
            self.paragraph(
                f"{GETA} は、この書面の書体にない文字です（順に {points}）。正しい文字は、予約の画面でご確認ください。",
                size=9,
            )
        self._end_page()
        _StructureTree(self._canvas._doc).write(self._root)
        self._canvas.save()
        return self._stored.getvalue()

    def _row(self, name: str, value: str, lines: list[str], size: float) -> None:
        top = self._y
        with self._element("TH"), self._marked("TH"):
            self._text(MARGIN, top - size, name, size)
        with self._element("TD", actual=self._true(value)), self._marked("TD"):
            for number, line in enumerate(lines):
                self._text(MARGIN + LABEL_WIDTH, top - size - number * size * LEADING, line, size)
        self._y = top - len(lines) * size * LEADING - 6
        with self._artifact():
            self._canvas.setLineWidth(0.4)
            self._canvas.line(MARGIN, self._y + 3, WIDTH - MARGIN, self._y + 3)

    def _lines(self, text: str, size: float, *, centred: bool = False, hanging: float = 0.0) -> None:
        self._open.actual = self._true(text)
        for number, line in enumerate(self._wrapped(text, size, WIDTH - 2 * MARGIN - hanging)):
            self._need(size * LEADING)
            indent = hanging if number else 0.0
            x = (WIDTH - self._width(line, size)) / 2 if centred else MARGIN + indent
            with self._element("Span"), self._marked("Span"):
                self._text(x, self._y - size, line, size)
            self._y -= size * LEADING

    def _true(self, text: str) -> str:
        """This function will remember what the font lacks of a text, and give the text itself where it lacks some."""
        lacking = drawable(text)[1]
        self._lacking += [one for one in lacking if one not in self._lacking]
        return text if lacking else ""

    def _wrapped(self, text: str, size: float, width: float) -> list[str]:
        lines = [""]
        for one in drawable(" ".join(text.split("\n")))[0]:
            if self._width(lines[-1] + one, size) > width and one not in _NOT_FIRST:
                lines.append("")
            lines[-1] += one
        return lines

    def _width(self, text: str, size: float) -> float:
        return float(pdfmetrics.stringWidth(text, FONT, size))

    def _text(self, x: float, y: float, text: str, size: float) -> None:
        self._canvas.setFont(FONT, size)
        self._canvas.drawString(x, y, text)

    def _need(self, height: float) -> None:
        if self._y - height < MARGIN:
            self._end_page()
            self._y = HEIGHT - MARGIN

    def _end_page(self) -> None:
        self._canvas.showPage()
        page = self._canvas._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = self._page, pdfdoc.PDFName("S")
        self._page, self._marks = self._page + 1, 0

    @contextmanager
    def _element(self, tag: str, *, alt: str = "", actual: str = "") -> Iterator[None]:
        outer, inner = self._open, _Element(tag, alt=alt, actual=actual)
        outer.children.append(inner)
        self._open = inner
        yield
        self._open = outer

    @contextmanager
    def _marked(self, tag: str) -> Iterator[None]:
        self._open.drawn = (self._page, self._marks)
        self._canvas._code.append(f"/{tag} <</MCID {self._marks}>> BDC")
        self._marks += 1
        yield
        self._canvas._code.append("EMC")

    @contextmanager
    def _artifact(self) -> Iterator[None]:
        self._canvas._code.append("/Artifact BMC")
        yield
        self._canvas._code.append("EMC")


class _StructureTree:
    """Writes the elements of a paper as the structure tree of its PDF (ISO 32000-1, 14.7)."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - reportlab ships no types
        self._document = document
        self._count = 0
        self._by_page: dict[int, list[pdfdoc.PDFObjectReference]] = {}

    def write(self, root: _Element) -> None:
        """This function will hang the tree on the catalog."""
        top = pdfdoc.PDFObjectReference("struct-root")
        first = self._element(root, top)
        numbers = [part for page in sorted(self._by_page) for part in (page, pdfdoc.PDFArray(self._by_page[page]))]
        tree = {
            "Type": pdfdoc.PDFName("StructTreeRoot"),
            "K": pdfdoc.PDFArray([first]),
            "ParentTree": self._document.Reference(pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(numbers)})),
        }
        catalog = self._document.Catalog
        catalog.StructTreeRoot = self._document.Reference(pdfdoc.PDFDictionary(tree), "struct-root")
        catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": pdfdoc.PDFtrue})
        catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": pdfdoc.PDFtrue})

    def _element(self, element: _Element, parent: pdfdoc.PDFObjectReference) -> pdfdoc.PDFObjectReference:
        self._count += 1
        name = f"struct-{self._count}"
        mine = pdfdoc.PDFObjectReference(name)
        written = {"Type": pdfdoc.PDFName("StructElem"), "S": pdfdoc.PDFName(element.tag), "P": parent}
        if element.drawn:
            page, mark = element.drawn
            written |= {"Pg": self._document.Reference(self._document.Pages.pages[page]), "K": mark}
            self._by_page.setdefault(page, []).append(mine)
        else:
            written["K"] = pdfdoc.PDFArray([self._element(child, mine) for child in element.children])
        for key, text in (("Alt", element.alt), ("ActualText", element.actual)):
            if text:
                written[key] = pdfdoc.PDFString(text)
        self._document.Reference(pdfdoc.PDFDictionary(written), name)
        return mine
