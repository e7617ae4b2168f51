"""What looks like an address goes out of a text, however it is written; what does not, stays."""

import time

import pytest

from volunteers import enums, rules

ADDRESS, PHONE = rules.contact.ADDRESS, rules.contact.PHONE


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("連絡先はmihon.hanako@example.testです", f"連絡先は{ADDRESS}です"),
        ("Ｍｉｈｏｎ＠ｅｘａｍｐｌｅ．ｔｅｓｔ まで", f"{ADDRESS} まで"),
        ("mihon(at)example.test", ADDRESS),
        ("mihon アットマーク example.co.jp へ", f"{ADDRESS} へ"),
        ("電話は090-1234-5678です", f"電話は{PHONE}です"),
        ("０９０ー１２３４ー５６７８に", f"{PHONE}に"),
        ("(0294) 38-7531", f"({PHONE}"),
        ("0294（38）7531", PHONE),
        ("09012345678", PHONE),
        ("+81 90-1234-5678", PHONE),
        ("+81(0)90-1234-5678", PHONE),
    ],
)
def test_an_address_or_a_number_is_taken_out(written: str, left: str) -> None:
    assert rules.contact.masked(written) == rules.contact.Masked(left, had_some=True)


@pytest.mark.parametrize(
    "written",
    [
        "5月10日の9:00に、見本海岸の駐車場に集まります。",
        "2026-05-10 09:00-11:30、316-0036 鮎川町2-6-1",
        "会費は1,000円、参加は20人、軍手は10双です。",
        "@見本 さん、よろしくお願いします",
        "受付番号は a-7K3QM9XT2 です",
    ],
)
def test_what_is_no_address_stays_as_it_is(written: str) -> None:
    assert rules.contact.masked(written) == rules.contact.Masked(written, had_some=False)


def test_what_is_known_of_either_side_goes_though_it_looks_like_nothing() -> None:
    masked = rules.contact.masked("見本@例え.test か 110 の 22 へ", known=["見本@例え.test", "110-22"])
    assert masked.text == f"{ADDRESS} か 110 の 22 へ"
    assert rules.contact.masked("内線 110-22 へ", known=["110-22"]).text == f"内線 {PHONE} へ"


@pytest.mark.parametrize("sign", ["a", "a.", "0", "0-", "+81", "@", "a@", "a@b."])
def test_no_text_takes_long(sign: str) -> None:
    began = time.process_time()
    rules.contact.masked(sign * 20_000, known=["mihon@example.test", "090-1111-2222"])
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("form", "nickname", "shown"),
    [
        (enums.NameForm.NONE, "はなちゃん", "質問した方"),
        (enums.NameForm.FAMILY, "", "見本さん"),
        (enums.NameForm.NICKNAME, " はなちゃん ", "はなちゃん"),
        (enums.NameForm.NICKNAME, "  ", "質問した方"),
    ],
)
def test_a_question_stands_under_the_name_that_was_chosen(form: str, nickname: str, shown: str) -> None:
    assert rules.contact.shown_name(form, name="見本 花子", nickname=nickname) == shown


@pytest.mark.parametrize(("name", "shown"), [("見本花子", "見…さん"), ("", "参加する方"), ("John Mihon", "Johnさん")])
def test_nobody_is_named_in_full(name: str, shown: str) -> None:
    assert rules.contact.family_name(name) == shown


@pytest.mark.parametrize(
    ("nickname", "gives_away"), [("見本花子", True), ("見 本 花 子です", True), ("花子", False), ("見本さん", False)]
)
def test_a_nickname_that_holds_the_full_name_gives_it_away(nickname: str, gives_away: bool) -> None:
    assert rules.contact.is_full_name(nickname, name="見本 花子") is gives_away


def test_a_text_that_is_too_long_says_that_it_was_cut() -> None:
    assert rules.contact.fitting("あ" * 5000) == "あ" * rules.contact.LONGEST + rules.contact.CUT
    assert rules.contact.fitting("短い") == "短い"
