"""Style sheets hold no value of their own, and templates name only what is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

CSS = settings.BASE_DIR / "backend" / "static" / "css"
TEMPLATES = settings.BASE_DIR / "templates"
TOKENS = CSS / "tokens.css"
SHEETS = sorted(path for path in CSS.rglob("*.css") if path != TOKENS)
PAGES = sorted(TEMPLATES.rglob("*.html"))

PIECE = re.compile(r"([^{};]+)([{};])")
NAMED = "black|white|red|blue|green|yellow|orange|purple|pink|brown|gray|grey|navy|teal|silver|maroon|gold|cyan|beige"
COLOUR = re.compile(
    rf"#[0-9a-f]{{3,8}}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|(?<![\w-])(?:{NAMED})(?![\w-])"
)
SIZE = re.compile(r"(?<![\w-])\d*\.?\d+(?:px|r?em|ch|ex|v[wh]|vmin|vmax|pt|pc|cm|mm|in|m?s)\b")
USED = re.compile(r"var\((--[\w-]+)")
DEFINED = re.compile(r"(--[\w-]+)\s*:")
CLASSES = re.compile(r'class="([^"{]*)"')
STATIC = re.compile(r"""\{% static ["']([^"']+)["'] %\}""")


def _bare(sheet: str) -> str:
    return re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", sheet, flags=re.DOTALL)


def _pieces(sheet: str) -> Iterator[tuple[str, str]]:
    """This function will give ("selector" | "at-rule" | "declaration", text) for each piece outside of @page."""
    for text, end in PIECE.findall(re.sub(r"@page\s*\{[^}]*\}", "", _bare(sheet))):
        words = text.strip()
        if end != "{":
            yield "declaration", words
        else:
            yield ("at-rule" if words.startswith("@") else "selector"), words


def faults(sheet: str) -> list[str]:
    """This function will give what a style sheet does that the house does not allow."""
    found = []
    for kind, words in _pieces(sheet):
        value = words.partition(":")[2]
        if kind == "declaration" and (COLOUR.search(value) or SIZE.search(value)):
            found.append(f"a value that is no token: {words}")
        if kind == "declaration" and "!important" in value:
            found.append(f"a rule that shouts: {words}")
        if kind == "selector" and re.search(r"#[\w-]", words):
            found.append(f"a selector by id: {words}")
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_takes_every_value_from_the_tokens(sheet: Path) -> None:
    assert faults(sheet.read_text()) == []


@pytest.mark.parametrize(
    "sheet",
    [
        ".a { color: #fff; }",
        ".a { color: rgba(0, 0, 0, 0.5); }",
        ".a { border: 0 solid black }",
        ".a { padding: 3px; }",
        "@media print { .a { margin: 0 1.5rem; } }",
        ".a { transition: color 120ms; }",
        ".a { color: var(--text) !important; }",
        "#main { color: var(--text); }",
    ],
)
def test_a_value_of_its_own_is_found(sheet: str) -> None:
    assert len(faults(sheet)) == 1


def test_breakpoints_paper_and_words_are_no_values() -> None:
    sheet = (
        '@media (min-width: 48em) { .a { flex: 1; inline-size: 50%; } } @page { margin: 15mm; } .b { content: "3px"; }'
    )
    assert faults(sheet) == []


def test_every_token_that_is_named_is_defined_and_every_token_is_used() -> None:
    used = {name for sheet in [*SHEETS, TOKENS] for name in USED.findall(_bare(sheet.read_text()))}
    defined = {name for sheet in [TOKENS, CSS / "layout.css"] for name in DEFINED.findall(_bare(sheet.read_text()))}
    assert used - defined == set()
    assert defined - used == set()


def test_every_component_is_listed_once() -> None:
    listed = re.findall(r"css/components/[\w-]+\.css", (TEMPLATES / "components" / "_styles.html").read_text())
    assert sorted(listed) == sorted(f"css/components/{path.name}" for path in (CSS / "components").glob("*.css"))


def test_every_class_in_a_template_is_styled_somewhere() -> None:
    styled = {name for sheet in SHEETS for name in re.findall(r"\.([a-zA-Z][\w-]*)", _bare(sheet.read_text()))}
    named = {name for page in PAGES for words in CLASSES.findall(page.read_text()) for name in words.split()}
    assert named - styled == set()


def test_every_static_file_that_a_template_names_is_there() -> None:
    named = {name for page in PAGES for name in STATIC.findall(page.read_text())}
    assert {name for name in named if finders.find(name) is None} == set()


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (CSS.parent / "img" / "icons.svg").read_text()))
    named = set()
    for page in PAGES:
        named |= set(re.findall(r'components/icon\.html" with name="([\w-]+)"', page.read_text()))
    assert named - drawn == set()
