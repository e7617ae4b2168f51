"""Rules about people: values in, answer out."""

import re
from collections.abc import Mapping
from datetime import date

import jaconv

# What a desk compares with a document; a change of any of them needs a new look at one.
IDENTITY_FIELDS = ("name", "furigana", "date_of_birth")
_KATAKANA = re.compile(r"[ァ-ヶー・ ]+")
_SPACES = re.compile(r"[\s　]+")


def plain_name(typed: str) -> str:
    """This function will give a name with full-width kana and single spaces; kanji stay exactly as typed.

    No Unicode normalisation touches them, since it would turn some characters of people's names into others.
    """
    return _SPACES.sub(" ", jaconv.h2z(typed)).strip()


def furigana(typed: str) -> str:
    """This function will give furigana in full-width katakana, whatever kana they were typed in."""
    return str(jaconv.hira2kata(plain_name(typed)))


def is_furigana(text: str) -> bool:
    """This function will tell whether a text is katakana only."""
    return bool(_KATAKANA.fullmatch(text))


def half_width(typed: str) -> str:
    """This function will give letters, digits and signs in half width, as addresses and codes are written."""
    return str(jaconv.z2h(typed, kana=False, ascii=True, digit=True)).strip()


def phone(typed: str) -> str:
    """This function will give a phone number in half-width digits and hyphens."""
    return re.sub(r"[ー−‐―–—ｰ－()\s]+", "-", half_width(typed)).strip("-")


def unconfirms(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """This function will tell whether a change of a profile takes back the confirmation of the identity."""
    return any(name in after and after[name] != before[name] for name in IDENTITY_FIELDS)


def is_birthday_of_somebody(born: date, today: date) -> bool:
    """This function will tell whether somebody alive may have been born on a date."""
    return date(today.year - 120, 1, 1) <= born <= today


def is_phone(number: str) -> bool:
    """This function will tell whether a text is a Japanese phone number, with or without hyphens."""
    return bool(re.fullmatch(r"0\d{1,4}-?\d{1,4}-?\d{3,4}", number)) and 10 <= len(number.replace("-", "")) <= 11


_THINGS = {
    "accounts.group": "団体の名簿",
    "accounts.organisation": "団体の登録",
    "accounts.identity": "本人確認",
    "accounts.role": "職員の役割",
    "accounts.token": "APIトークン",
    "accounts.people_search": "利用者の検索結果",
    "accounts.code_presented": "窓口での会員番号",
    "accounts.audit_log": "記録の検索",
    "accounts": "登録内容",
    "bookings": "部屋の予約",
    "volunteers": "ボランティアの参加",
    "points": "ポイントと引換券",
}


def words_of_action(action: str, *, looked: bool) -> str:
    """This function will say in plain words what a line of the audit log tells, by the longest prefix known."""
    known = [prefix for prefix in _THINGS if action.startswith(prefix)]
    thing = _THINGS[max(known, key=len)] if known else "記録"
    return f"{thing}を{'見ました' if looked else '登録・変更しました'}"
