import json
from datetime import time

import pytest

from bookings import rules
from bookings.rules import schema


def problems_of(content: object) -> list[str]:
    with pytest.raises(rules.InvalidRules) as refused:
        rules.read(content)
    return refused.value.problems


def test_nothing_known_rules_nothing() -> None:
    assert rules.read({}) == rules.Rules()


def test_a_clause_is_read_with_its_paragraph_and_source() -> None:
    hours = {"opens": "09:00", "closes": "21:00", "paragraph": "9時から21時まで。", "source": "利用案内"}
    assert rules.read({"hours": hours}).hours == schema.Hours(
        opens=time(9), closes=time(21), paragraph="9時から21時まで。", source="利用案内"
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"hourz": {}}, "rules.hourz: この名前の項目はありません。つづりを確かめるか、消してください。"),
        ({"hours": {"opens": "09:00"}}, "rules.hours.closes: この項目が必要です。"),
        (
            {"hours": {"opens": "9 am", "closes": "21:00"}},
            'rules.hours.opens: "9 am"は使えません。09:00 のような時刻を入れてください。',
        ),
        (
            {"headcount": {"minimum": "six"}},
            'rules.headcount.minimum: "six"は使えません。0以上の整数を入れてください。',
        ),
        ({"headcount": {"minimum": -1}}, "rules.headcount.minimum: -1は使えません。0以上の整数を入れてください。"),
        (
            {"periods": {"may_span": "no"}},
            'rules.periods.may_span: "no"は使えません。true か falseを入れてください。',
        ),
        (
            {"approval": {"by": "nobody"}},
            'rules.approval.by: "nobody"は使えません。desk・city・committee・automaticのどれかを入れてください。',
        ),
        ("rules", 'rules: "rules"は使えません。{ }で囲んだ項目を入れてください。'),
    ],
)
def test_what_is_wrong_is_named_with_its_place(content: object, problem: str) -> None:
    assert problems_of(content) == [problem]


WEEKLY = {"span": "week", "limit": 1}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"who": {"may_use": []}}, "who.may_use"),
        ({"guardian": {"below": 0}}, "guardian.below"),
        ({"hours": {"opens": "21:00", "closes": "09:00"}}, "hours.closes"),
        ({"headcount": {}}, "headcount.minimum"),
        ({"headcount": {"maximum": 0}}, "headcount.maximum"),
        ({"headcount": {"minimum": 9, "maximum": 3}}, "headcount.maximum"),
        ({"windows": {"tiers": []}}, "windows.tiers"),
        ({"windows": {"tiers": [{"amount": 1}, {"amount": 2}]}}, "windows.tiers[1].classes"),
        ({"caps": {"limits": []}}, "caps.limits"),
        ({"caps": {"limits": [WEEKLY, WEEKLY | {"limit": 0}]}}, "caps.limits[1].limit"),
        (
            {"deadlines": {"form": {"kind": "form", "amount": 1, "counted": "after_use"}}},
            "deadlines.form.counted",
        ),
        (
            {"deadlines": {"form": {"kind": "report", "amount": 1, "counted": "after_use", "lapses": True}}},
            "deadlines.form.lapses",
        ),
        ({"bans": {"dance": {"activity": ""}}}, "bans.dance.activity"),
        ({"public_use": {"classes": [], "may_displace": True}}, "public_use.classes"),
        ({"waiting_list": {"is_open": True, "answer_hours": 0}}, "waiting_list.answer_hours"),
        ({"no_shows": {"limit": 0, "months": 6, "restricted_days": 30}}, "no_shows.limit"),
        ({"room_check": {"items": [" "]}}, "room_check.items"),
    ],
)
def test_a_clause_that_contradicts_itself_is_named_at_its_field(content: object, place: str) -> None:
    (problem,) = problems_of(content)
    where, words = problem.split(": ")
    assert where == f"rules.{place}"
    assert words.endswith("。")


def test_all_problems_are_named_at_once() -> None:
    content = {"hours": {"opens": 9, "closes": "21:00"}, "caps": {"limits": [{"span": "day", "limit": 1}]}}
    assert [problem.split(":")[0] for problem in problems_of(content)] == [
        "rules.hours.opens",
        "rules.caps.limits[0].span",
    ]


def test_a_particular_clause_takes_the_place_of_the_general_one() -> None:
    city = {"headcount": {"minimum": 2}, "periods": {"may_span": True}}
    center = {"headcount": {"minimum": 6}}
    read = rules.parse(json.dumps(city), json.dumps(center))
    assert (read.headcount, read.periods) == (schema.Headcount(minimum=6), schema.Periods(may_span=True))


def test_bans_and_deadlines_add_up_by_name_and_null_takes_one_away() -> None:
    city = {"bans": {"politics": {"activity": "political"}, "sales": {"activity": "sales"}}}
    room = {"bans": {"dance": {"activity": "dance"}, "sales": None}}
    assert sorted(rules.parse(json.dumps(city), json.dumps(room)).bans) == ["dance", "politics"]


def test_null_takes_a_whole_clause_away() -> None:
    city, center = {"who": {"may_use": ["lives"]}}, {"who": None}
    assert rules.parse(json.dumps(city), json.dumps(center)).who is None


def test_residents_read_one_paragraph_for_each_clause_that_is_known() -> None:
    read = rules.read(
        {
            "windows": {
                "paragraph": "1か月前から。",
                "tiers": [{"amount": 1, "paragraph": "どなたでも1か月前から。"}, {"amount": 2, "classes": ["a"]}],
            },
            "hours": {"opens": "09:00", "closes": "21:00", "paragraph": "9時から21時まで。"},
            "bans": {"dance": {"activity": "dance", "paragraph": "ダンスはできません。"}},
        }
    )
    assert [(p.heading, p.text) for p in rules.paragraphs(read)] == [
        ("開館時間", "9時から21時まで。"),
        ("予約の受付開始", "1か月前から。"),
        ("予約の受付開始", "どなたでも1か月前から。"),
        ("予約の受付開始", "aは、利用する日の2か月前から申し込めます。"),
        ("できないこと", "ダンスはできません。"),
    ]
