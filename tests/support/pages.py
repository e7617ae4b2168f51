"""What a person reads on a page that a test fetched."""

from typing import Protocol

from tests.support import html


class Answer(Protocol):
    """Whatever the test client gives."""

    @property
    def content(self) -> bytes:
        """The body."""


def words(response: Answer) -> str:
    """This function will give the words of the main part of a page, in one line."""
    return html.text(html.parse(response.content.decode()).find("main")[0])


def texts(response: Answer, tag: str, **attributes: str) -> list[str]:
    """This function will give the words of each element of a name that has the attributes; class_ stands for class."""
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    found = html.parse(response.content.decode()).find(tag)
    return [html.text(element) for element in found if wanted.items() <= dict(element.items()).items()]


def links(response: Answer, words: str) -> list[str]:
    """This function will give where the links with these words among theirs lead."""
    found = html.parse(response.content.decode()).find("a")
    return [link.get("href", "") for link in found if words in html.text(link)]
