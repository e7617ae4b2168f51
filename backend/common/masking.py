"""Words between people who do not know each other's addresses: what is masked in them, and how people are named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

ADDRESS, PHONE = "［メールアドレス］", "［電話番号］"

# One sign for one sign, so that a place in the folded text is the same place in the text.
_FOLD = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {0x3000: 0x20}
    | dict.fromkeys(map(ord, "ー‐‑‒–—―−ｰ"), ord("-"))
)
# Bounded, so that no text takes long. The local part is ASCII: what stands before it is Japanese without a space.
_AT = r" ?(?:@|\(at\)|\[at\]|アットマ-ク) ?"
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}" + _AT + r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", re.IGNORECASE
)
# Ten or eleven digits from a nought, or a number with its country, however it is grouped.
_PHONE = re.compile(r"(?<![0-9])(?:0[0-9](?:[-. ()]{0,2}[0-9]){8,9}|\+[0-9]{1,3}(?:[-. ()]{0,2}[0-9]){7,12})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without addresses, and whether there were any."""

    text: str
    had_some: bool


def masked(text: str, *, known: Iterable[str] = ()) -> Masked:
    """This function will take addresses and phone numbers out of a text; `known` are those of either side.

    All that look like one go, whose ever they are; the known ones also where they look like none.
    """
    spans = [*_spans(_ADDRESS, text, ADDRESS), *_spans(_PHONE, text, PHONE)]
    for one in known:
        spans += _spans(_literally(one), text, ADDRESS if "@" in one else PHONE)
    return Masked(_without(text, spans), bool(spans))


Span = tuple[int, int, str]


def _spans(pattern: re.Pattern[str], text: str, mask: str) -> list[Span]:
    return [(*found.span(), mask) for found in pattern.finditer(text.translate(_FOLD))]


def _literally(known: str) -> re.Pattern[str]:
    folded = known.translate(_FOLD)
    if "@" in folded:
        return re.compile(re.escape(folded), re.IGNORECASE)
    digits = [sign for sign in folded if sign.isdigit()]
    return re.compile(r"(?<![0-9])" + r"[-. ()]{0,2}".join(digits) + r"(?![0-9])") if digits else re.compile(r"(?!)")


def _without(text: str, spans: Iterable[Span]) -> str:
    kept, until = [], 0
    for begins, ends, mask in sorted(spans):
        if begins >= until:
            kept += [text[until:begins], mask]
        until = max(until, ends)
    return "".join([*kept, text[until:]])


def family_name(name: str) -> str:
    """This function will name somebody without the full name: by the first of the words, or by the first sign."""
    words = name.split()
    if not words:
        return "参加する方"
    return f"{words[0]}さん" if len(words) > 1 else f"{words[0][0]}…さん"


def is_full_name(nickname: str, *, name: str) -> bool:
    """This function will tell whether a nickname gives the full name away."""
    whole = "".join(name.split())
    return len(whole) > 1 and whole in "".join(nickname.split())
