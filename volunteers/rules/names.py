"""The full name of who writes, taken out of what they write to somebody who is not told who they are.

Only the whole name goes, as the account knows it: in both orders, with or without a space, in letters and in kana. A
surname or a given name alone stays, and so does everything that may be an ordinary word or another person's name.
"""

import re
from collections.abc import Iterable, Iterator

from backend.common.masking import Masked

NAME = "［お名前］"
# Shorter readings are words of every day, such as いま いく.
LEAST_KANA = 5
# Two signs without a space may be a word, such as 森林 of 森 林.
LEAST_JOINED = 3
# What stands right beside a name, where else a sign of the same script would make it another word.
BEFORE = ("私", "担当", "代表", "会員", "会長", "氏名", "名前", "母", "父", "妻", "夫", "娘", "息子")
AFTER = ("様", "氏", "君", "殿", "本人", "宛")
KANA_BEFORE = ("は", "の", "が", "と", "も", "で")
KANA_AFTER = ("です", "でし", "でご", "と", "の", "が", "は", "も", "より", "から", "さん", "ちゃん", "くん", "さま")
WIDEST = max(map(len, (*BEFORE, *AFTER, *KANA_BEFORE, *KANA_AFTER)))
# One sign for one sign, so that a place in the folded text is the same place in the text.
_FOLD = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
    | {0x3000: 0x20}
)
_KANA = re.compile(r"[ぁ-ゖー]")
_KANJI = re.compile(r"[㐀-鿿豈-﫿々〆]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def without_names(text: str, *, names: Iterable[str]) -> Masked:
    """This function will take these full names out of a text, each in the ways in which people write them."""
    folded = text.translate(_FOLD)
    spans = sorted({span for name in names for span in _spans(name.translate(_FOLD).split(), folded)})
    kept, until = [], 0
    for begins, ends in spans:
        if begins >= until:
            kept += [text[until:begins], NAME]
        until = max(until, ends)
    return Masked("".join([*kept, text[until:]]), bool(spans))


def _spans(words: list[str], text: str) -> Iterator[tuple[int, int]]:
    whole = "".join(words)
    if len(whole) < 2 or (len(words) == 1 and not _is_whole(whole)):
        return
    if _KANA.fullmatch(whole[0]) and _KANA.fullmatch(whole[-1]) and len(whole) < LEAST_KANA:
        return
    gap = r"[ ・･]{0,2}" if len(whole) >= LEAST_JOINED else " "
    for order in {tuple(words), (*words[1:], words[0]), (words[-1], *words[:-1])}:
        for found in re.finditer(gap.join(_written(word) for word in order), text):
            if _stands_alone(text, found.start(), found.end()):
                yield found.span()


def _is_whole(word: str) -> bool:
    """This function will tell whether one word holds surname and given name, as 見本花子 does."""
    return len(word) >= LEAST_JOINED and all(_KANJI.fullmatch(sign) for sign in word[:2])


def _written(word: str) -> str:
    """This function will give a word as it stands or in capitals; small letters may be a word of a language."""
    return f"(?:{re.escape(word)}|{re.escape(word.upper())})"


def _stands_alone(text: str, begins: int, ends: int) -> bool:
    before, after = text[max(0, begins - WIDEST) : begins], text[ends : ends + WIDEST]
    return not (
        _goes_on(before[-1:], text[begins], before.endswith((*BEFORE, *KANA_BEFORE)))
        or _goes_on(after[:1], text[ends - 1], after.startswith((*AFTER, *KANA_AFTER)))
    )


def _goes_on(neighbour: str, sign: str, may_stand: bool) -> bool:
    """This function will tell whether a neighbour of a name's sign makes it a part of a longer word."""
    same = any(script.fullmatch(neighbour) and script.fullmatch(sign) for script in (_KANA, _KANJI, _LATIN))
    return bool(same) and not may_stand
