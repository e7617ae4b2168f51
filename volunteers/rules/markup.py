"""The text of an HTML mail."""

import re
from html.parser import HTMLParser

_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "ul", "ol", "table", "hr", "blockquote"}
_SILENT = {"style", "script", "head", "title", "template"}
# Where the programs that people write with put what they quote; a blockquote is told by its own name.
_QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "divrplyfwdmsg", "appendonsend", "gmail_signature")
_VOID = {"br", "hr", "img", "meta", "input", "link", "col", "area", "base", "wbr", "source"}


def plain(source: str) -> str:
    """This function will give the words of an HTML mail line by line, without what it quotes."""
    reader = _Words()
    reader.feed(source)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.words).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    """Keeps the words; `_hidden` holds the elements inside of which nothing is read, outermost first."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """This function will hide what is quoted, and break the line where a browser would."""
        if tag in _BREAKS:
            self.words.append("\n")
        if tag in _VOID:
            return
        if self._hidden or tag in _SILENT or _is_quote(tag, attrs):
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """This function will read on after the element that was hidden; one that was never closed ends with it."""
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag in _BREAKS and not self._hidden:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        """This function will keep the words that are seen."""
        if not self._hidden:
            self.words.append(re.sub(r"\s+", " ", data))


def _is_quote(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    named = " ".join(value or "" for name, value in attrs if name in ("class", "id")).lower()
    return tag == "blockquote" or any(one in named for one in _QUOTES)
