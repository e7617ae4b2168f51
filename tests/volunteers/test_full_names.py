"""The full name of the writer goes out of a text wherever it stands; ordinary words and surnames stay."""

import time

import pytest

from backend.common.masking import Masked
from volunteers.rules import names

NAME = names.NAME


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("はじめまして、見本 花子と申します。", f"はじめまして、{NAME}と申します。"),
        ("見本花子です。行きます。", f"{NAME}です。行きます。"),
        ("見本　花子（会員）", f"{NAME}（会員）"),
        ("花子 見本です", f"{NAME}です"),
        ("担当見本花子", f"担当{NAME}"),
        ("見本花子様あてに送ってください", f"{NAME}様あてに送ってください"),
        ("みほん はなこと読みます", f"{NAME}と読みます"),
        ("ミホンハナコです", f"{NAME}です"),
        ("わたしは はなこ　みほん です", f"わたしは {NAME} です"),
        ("見本花子（みほんはなこ）です", f"{NAME}（{NAME}）です"),
    ],
)
def test_a_full_name_goes_wherever_it_stands(written: str, left: str) -> None:
    assert names.without_names(written, names=["見本 花子", "みほん はなこ"]) == Masked(left, had_some=True)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("見本 花子", "見本です。花子さんにもよろしく。見本海岸に花子の名の船があります。"),
        ("森 林", "森林の手入れに行きます"),
        ("林 花子", "小林花子さんも来ますか"),
        ("山本 一", "山本一郎さんと行きます"),
        ("いま いく", "いまいくよ。いま いく から待ってて"),
        ("はら まりこ", "はらまりこむ"),
        ("林", "林の中です"),
        ("さくら", "さくらの木の下で"),
        ("Will Long", "It will long be remembered, Willard Long"),
        ("", "何もありません"),
    ],
)
def test_a_surname_an_ordinary_word_and_another_persons_name_stay(name: str, written: str) -> None:
    assert names.without_names(written, names=[name]) == Masked(written, had_some=False)


@pytest.mark.parametrize(
    ("name", "written", "left"),
    [
        ("森 林", "森 林です", f"{NAME}です"),
        ("見本花子", "見本花子です", f"{NAME}です"),
        ("John Mihon", "I am Ｊｏｈｎ MIHON.", f"I am {NAME}."),
        ("John Mihon", "Mihon John", NAME),
    ],
)
def test_names_of_other_forms_go_as_well(name: str, written: str, left: str) -> None:
    assert names.without_names(written, names=[name]).text == left


def test_no_text_takes_long() -> None:
    began = time.process_time()
    for text in ("見本 ・" * 20_000 + "花" * 20_000, "見本花子 " * 20_000):
        names.without_names(text, names=["見本 花子", "みほん はなこ"])
    assert time.process_time() - began < 3
