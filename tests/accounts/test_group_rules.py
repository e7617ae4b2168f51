"""For how long a group is registered, what names are compared by, and how a list is read."""

import unicodedata
from datetime import date, timedelta
from itertools import permutations

import jaconv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.accounts import models, rules
from backend.common import fiscal_year
from tests.factories import accounts

FEBRUARY = (2, 1)
KANA = st.text(alphabet=[chr(code) for code in range(ord("ァ"), ord("ヶ") + 1)] + ["ー"], min_size=1, max_size=12)
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("today", "valid_from", "valid_until"),
    [
        (date(2026, 4, 1), date(2026, 4, 1), date(2027, 3, 31)),
        (date(2026, 5, 1), date(2026, 5, 1), date(2027, 3, 31)),
        (date(2027, 1, 31), date(2027, 1, 31), date(2027, 3, 31)),
        (date(2027, 2, 1), date(2027, 2, 1), date(2028, 3, 31)),
        (date(2028, 2, 29), date(2028, 2, 29), date(2029, 3, 31)),
        (date(2027, 3, 31), date(2027, 3, 31), date(2028, 3, 31)),
    ],
)
def test_a_new_group_is_registered_until_31_march(today: date, valid_from: date, valid_until: date) -> None:
    assert rules.term_of(today, valid_until=None, opens=FEBRUARY) == rules.Term(valid_from, valid_until)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 1, 31), None),
        (date(2027, 2, 1), rules.Term(date(2027, 4, 1), date(2028, 3, 31))),
        (date(2027, 3, 31), rules.Term(date(2027, 4, 1), date(2028, 3, 31))),
        (date(2027, 4, 1), rules.Term(date(2027, 4, 1), date(2028, 3, 31))),
        (date(2027, 6, 1), rules.Term(date(2027, 6, 1), date(2028, 3, 31))),
        (date(2028, 2, 1), rules.Term(date(2028, 2, 1), date(2029, 3, 31))),
    ],
)
def test_a_renewal_goes_on_where_the_last_year_ends(today: date, expected: rules.Term | None) -> None:
    assert rules.term_of(today, valid_until=date(2027, 3, 31), opens=FEBRUARY) == expected


@pytest.mark.parametrize(
    ("year", "opens", "day"),
    [
        (2026, (2, 1), date(2027, 2, 1)),
        (2026, (2, 29), date(2027, 2, 28)),
        (2027, (2, 29), date(2028, 2, 29)),
        (2026, (12, 1), date(2026, 12, 1)),
        (2026, (3, 31), date(2027, 3, 31)),
        (2026, (4, 31), date(2026, 4, 30)),
    ],
)
def test_renewal_opens_on_the_day_of_the_city(year: int, opens: tuple[int, int], day: date) -> None:
    assert rules.renewal_opens_on(year, opens) == day


@given(today=DAYS, held=st.none() | DAYS, month=st.integers(1, 12), day=st.integers(1, 31))
@settings(max_examples=500)
def test_every_term_ends_on_31_march_and_leaves_no_gap(today: date, held: date | None, month: int, day: int) -> None:
    term = rules.term_of(today, valid_until=held, opens=(month, day))
    if term is None:
        assert held is not None
        assert held >= fiscal_year.ends_on(fiscal_year.of(today))
        return
    assert (term.valid_until.month, term.valid_until.day) == (3, 31)
    assert term.valid_from <= term.valid_until or held is not None
    assert term.valid_until >= today
    goes_on = held is not None and held >= today
    assert term.valid_from == (held + timedelta(days=1) if goes_on and held else today)


@given(today=DAYS)
def test_once_renewed_there_is_nothing_to_renew_until_the_next_february(today: date) -> None:
    term = rules.term_of(today, valid_until=None, opens=FEBRUARY)
    assert term is not None
    assert rules.term_of(today, valid_until=term.valid_until, opens=FEBRUARY) is None
    opens = rules.next_renewal_on(term.valid_until, FEBRUARY)
    assert (opens.month, opens.day) == FEBRUARY
    assert rules.term_of(opens, valid_until=term.valid_until, opens=FEBRUARY) is not None
    assert rules.term_of(opens - timedelta(days=1), valid_until=term.valid_until, opens=FEBRUARY) is None


@pytest.mark.parametrize(
    ("left", "reminded", "due"),
    [
        (61, None, None),
        (60, None, 60),
        (59, 60, None),
        (30, None, 60),
        (15, 60, None),
        (14, 60, 14),
        (14, None, 14),
        (3, 14, None),
        (0, 60, 14),
        (-1, None, None),
    ],
)
def test_a_reminder_goes_out_once_and_late_rather_than_never(left: int, reminded: int | None, due: int | None) -> None:
    until = date(2027, 3, 31)
    assert rules.reminder_due(until - timedelta(days=left), valid_until=until, reminded_days=reminded) == due


# what names are compared by ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["みほん はなこ", "ミホン　ハナコ", "ﾐﾎﾝ ﾊﾅｺ", "ミホンハナコ", "ミホン・ハナコ", "みほん　ハナこ", " ﾐﾎﾝﾊﾅｺ "],
)
def test_width_kind_of_kana_and_spaces_make_no_other_person(typed: str) -> None:
    assert rules.person_key("見本 花子", typed) == "ミホンハナコ"


@pytest.mark.parametrize(
    ("one", "other"), [("ミホン", "ミボン"), ("ハナコ", "バナコ"), ("オノ", "オオノ"), ("ユウ", "ユー")]
)
def test_a_voiced_sound_or_a_long_one_is_another_name(one: str, other: str) -> None:
    assert rules.person_key("", one) != rules.person_key("", other)


def test_a_voiced_sound_is_known_in_all_its_spellings() -> None:
    spellings = ["バ", "ば", "ﾊﾞ", "は\u3099", "ハ\u3099"]
    assert {rules.person_key("", each) for each in spellings} == {"バ"}


@given(kana=KANA, spaces=st.lists(st.sampled_from([" ", "　", "・"]), max_size=4))
def test_a_key_is_the_same_however_the_kana_were_typed(kana: str, spaces: list[str]) -> None:
    key = rules.person_key("名", kana)
    ways = [jaconv.kata2hira(kana), jaconv.z2h(kana), unicodedata.normalize("NFD", kana)]
    ways += ["".join(letters) for letters in [kana[:1] + "".join(spaces) + kana[1:], "".join(spaces) + kana]]
    assert {rules.person_key("名", way) for way in ways} == {key}
    assert rules.person_key("名", key) == key


@pytest.mark.django_db
@given(
    name=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8),
    kana=KANA | st.text(alphabet="みほんﾊﾞｯガー・ゝヾ　 a", max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_the_database_and_the_rules_know_a_person_by_the_same_key(name: str, kana: str) -> None:
    group = models.Group.objects.filter(name="見本の会").first() or accounts.GroupFactory.create(name="見本の会")
    row = models.GroupMember.objects.create(group=group, name=name, furigana=kana)
    row.refresh_from_db()
    if kana.strip():
        assert row.person_key == rules.person_key(name, kana)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["見本　体操会", "見本体操会", " 見本 体操会", "ﾐﾎﾝＡ会", "ミホンa 会", "İ会"])
def test_the_database_and_the_rules_know_a_group_by_the_same_key(name: str) -> None:
    group = accounts.GroupFactory.create(name=name)
    group.refresh_from_db()
    assert group.name_key == rules.name_key(name)


# lists ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "name", "kana"),
    [
        ("見本 太郎、みほん たろう", "見本 太郎", "ミホン タロウ"),
        ("見本　太郎　　ﾐﾎﾝ ﾀﾛｳ", "見本 太郎", "ミホン タロウ"),
        ("見本 太郎,ミホン", "見本 太郎", "ミホン"),
        ("  見本 太郎\tみほん", "見本 太郎", "ミホン"),
        ('"見本 太郎","みほん"', "見本 太郎", "ミホン"),
        ("𠮷本 花子、みほん", "𠮷本 花子", "ミホン"),
        ("見本 太郎、みほん、会員", "見本 太郎", "ミホン"),
    ],
)
def test_a_line_of_a_list_is_read_as_people_write_it(line: str, name: str, kana: str) -> None:
    assert rules.read_list(line) == ([rules.Line(1, name, kana)], [])


def test_a_line_may_name_an_account_and_a_deputy() -> None:
    lines, faults = rules.read_list("\ufeff氏名,ふりがな,会員番号\nｕ－ABC\n見本 次郎、みほん、u-XYZ、副代表\n")
    assert faults == []
    assert lines == [rules.Line(2, "", "", "u-ABC"), rules.Line(3, "見本 次郎", "ミホン", "u-XYZ", is_deputy=True)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("見本 太郎", "1行目：ふりがながありません。"),
        ("\n見本 太郎、太郎", "2行目：ふりがなは、"),
        ("、みほん", "1行目：お名前を"),
        ("あ" * 61 + "、みほん", "1行目：お名前を60文字まで"),
        ("見本、みほん、副代表", "1行目：副代表には会員登録が必要です。"),
        ("見本、みほん、町内", "1行目：「町内」が何か分かりません。"),
        ("u-A、u-B", "1行目：会員番号が2つあります。"),
        ("見本 太郎、みほん\n見本太郎、ミホン", "2行目：1行目と同じ方です。"),
        ("u-a\nu-A", "2行目：1行目と同じ方です。"),
    ],
)
def test_a_fault_of_a_list_names_its_line(text: str, sentence: str) -> None:
    _, faults = rules.read_list(text)
    assert [fault.sentence.startswith(sentence) for fault in faults] == [True]


def test_people_of_one_furigana_and_different_names_stand_in_one_list() -> None:
    assert rules.read_list("見本 一、みほん\n見本 市、みほん")[1] == []


def test_a_list_has_an_end() -> None:
    letters = ["".join(each) for each in permutations("アイウエオカ", 6)][:201]
    faults = rules.read_list("\n".join(f"見本、{each}" for each in letters))[1]
    assert [fault.sentence for fault in faults] == ["201行目：名簿は200人までです。多いときは窓口にご相談ください。"]


# who stands in two lists ---------------------------------------------------------------------------------------------


def _listed(pk: int, key: str, account: int | None = None, name: str = "見本") -> rules.Listed:
    return rules.Listed(pk, 1, key, account, name)


def test_an_account_is_the_same_person_under_any_name() -> None:
    (pair,) = rules.shared([_listed(1, "ア", 7)], [_listed(2, "イ", 8), _listed(3, "ウ", 7)])
    assert (pair.theirs.pk, pair.how) == (3, "同じ会員番号")


def test_a_person_is_paired_once() -> None:
    pairs = rules.shared([_listed(1, "ア", 7), _listed(2, "ア")], [_listed(3, "ア"), _listed(4, "ア", 7)])
    assert [(pair.mine.pk, pair.theirs.pk) for pair in pairs] == [(1, 4), (2, 3)]
    assert len(rules.shared([_listed(1, "ア"), _listed(2, "ア")], [_listed(3, "ア")])) == 1


def test_the_desk_is_told_when_the_letters_of_a_name_differ() -> None:
    pairs = rules.shared(
        [_listed(1, "ア", name="見本 花"), _listed(2, "イ")], [_listed(3, "ア", name="見本 華"), _listed(4, "イ")]
    )
    assert [pair.how for pair in pairs] == ["ふりがな（お名前の字がちがいます）", "お名前とふりがな"]


@given(
    mine=st.lists(st.tuples(st.sampled_from("アイウ"), st.none() | st.integers(1, 3)), max_size=6),
    theirs=st.lists(st.tuples(st.sampled_from("アイウ"), st.none() | st.integers(1, 3)), max_size=6),
)
def test_pairs_never_count_anybody_twice(
    mine: list[tuple[str, int | None]], theirs: list[tuple[str, int | None]]
) -> None:
    pairs = rules.shared(
        [_listed(place, *each) for place, each in enumerate(mine)],
        [_listed(100 + place, *each) for place, each in enumerate(theirs)],
    )
    for side in ("mine", "theirs"):
        pks = [getattr(pair, side).pk for pair in pairs]
        assert len(pks) == len(set(pks))
