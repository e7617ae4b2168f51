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
        ({"hourz": {}}, "rules.hourz: no such field"),
        ({"hours": {"opens": "09:00"}}, "rules.hours.closes: is missing"),
        ({"hours": {"opens": "9 am", "closes": "21:00"}}, 'rules.hours.opens: "9 am" is not time'),
        ({"hours": {"opens": "21:00", "closes": "09:00"}}, "rules.hours: closes before it opens"),
        ({"headcount": {"minimum": "six"}}, 'rules.headcount.minimum: "six" is not int'),
        ({"headcount": {"minimum": -1}}, "rules.headcount.minimum: -1 is not int"),
        ({"headcount": {"minimum": 9, "maximum": 3}}, "rules.headcount: the maximum is below the minimum"),
        ({"periods": {"may_span": "no"}}, 'rules.periods.may_span: "no" is not bool'),
        ({"approval": {"by": "nobody"}}, "rules.approval.by: \"nobody\" is not Literal['desk', 'automatic']"),
        (
            {"windows": {"tiers": [{"amount": 1}, {"amount": 2}]}},
            "rules.windows.tiers: a user class has two windows",
        ),
        ("rules", 'rules: "rules" is not Rules'),
    ],
)
def test_what_is_wrong_is_named_with_its_place(content: object, problem: str) -> None:
    assert problems_of(content) == [problem]


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
        ("できないこと", "ダンスはできません。"),
    ]
