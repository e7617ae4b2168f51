"""Centers side by side: what is ruled alike has the same letter, what differs is marked by more than colour."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from backend.accounts import models as accounts
from bookings import actions, models
from bookings.queries import comparing
from bookings.rules import comparing as pure
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, city_official, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def centers() -> list[models.Center]:
    a, b, c = (make.CenterFactory.create(code=code, name=f"{code}交流センター", periods=()) for code in "abc")
    city = a.municipality
    accounts.UserClass.objects.create(municipality=city, code="registered-group", name="登録団体")
    actions.publish_usage_rules(
        {"headcount": {"minimum": 2}}, municipality=city, valid_from=make.SINCE, by=None, now=make.NOW
    )
    make.publish(b, {"headcount": {"minimum": 6, "paragraph": "6人から。"}, "approval": {"by": "desk"}})
    make.publish(c, {"headcount": {"minimum": 6, "paragraph": "6人以上。"}})
    return [a, b, c]


def lines(centers: list[models.Center]) -> dict[str, pure.Line]:
    found = comparing.comparison(centers[0].municipality, centers, date=make.DAY)
    return {f"{line.heading}{line.label}": line for line in found.lines}


def letters(line: pure.Line) -> str:
    return "".join(cell.letter for cell in line.cells)


def test_what_is_ruled_alike_has_one_letter_whatever_the_words(centers: list[models.Center]) -> None:
    line = lines(centers)["人数"]
    assert letters(line) == "AABB"
    assert [cell.is_usual for cell in line.cells] == [True, True, False, False]
    assert line.cells[3].text == "6人以上で利用してください。"


def test_what_only_one_center_rules_differs_from_nothing(centers: list[models.Center]) -> None:
    line = lines(centers)["許可"]
    assert (letters(line), [cell.text for cell in line.cells]) == (
        "AABA",
        ["", "", "センターの窓口が許可します。", ""],
    )


def test_what_nobody_rules_has_no_line(centers: list[models.Center]) -> None:
    assert set(lines(centers)) == {"人数", "許可"}


@pytest.mark.parametrize(
    ("contents", "label", "expected"),
    [
        (
            [
                {"windows": {"tiers": [{"amount": 1}]}},
                {"windows": {"tiers": [{"classes": ["registered-group"], "amount": 1}, {"amount": 1}]}},
                {"windows": {"tiers": [{"classes": ["registered-group"], "amount": 2}, {"amount": 1}]}},
            ],
            "予約の受付開始登録団体",
            "ABBC",
        ),
        (
            [
                {"deadlines": {"form": {"kind": "form", "amount": 1, "counted": "before_use"}}},
                {"deadlines": {"other-name": {"kind": "form", "amount": 1, "counted": "before_use", "source": "x"}}},
                {"deadlines": {"form": {"kind": "form", "amount": 7, "counted": "before_use"}}},
            ],
            "期限申請書",
            "ABBC",
        ),
        (
            [
                {"caps": {"limits": [{"span": "week", "limit": 1}]}},
                {"caps": {"limits": [{"span": "month", "limit": 3}, {"span": "week", "limit": 1}]}},
                {},
            ],
            "回数の上限1週間",
            "ABBA",
        ),
        (
            [{"bans": {"x": {"activity": "dance"}}}, {"bans": {"y": {"activity": "dance"}}}, {}],
            "できないことdance",
            "ABBA",
        ),
    ],
)
def test_parts_of_a_clause_are_compared_by_what_they_rule(
    contents: list[dict[str, Any]], label: str, expected: str
) -> None:
    made = [make.CenterFactory.create(periods=()) for _ in contents]
    accounts.UserClass.objects.create(municipality=made[0].municipality, code="registered-group", name="登録団体")
    for center, content in zip(made, contents, strict=True):
        if content:
            make.publish(center, content)
    assert letters(lines(made)[label]) == expected


def test_periods_closed_days_and_rooms_are_compared_too(centers: list[models.Center]) -> None:
    models.PeriodSet.objects.filter(center=centers[0]).delete()
    make.set_periods(centers[0], make.PERIODS)
    models.Closure.objects.create(
        center=centers[1], first_month=12, first_day=29, last_month=1, last_day=3, reason="年末年始"
    )
    room = make.RoomFactory.create(center=centers[2], name="和室")
    make.publish(centers[2], {"bans": {"dance": {"activity": "dance"}}}, room=room)
    found = lines(centers)
    assert found["区分の時刻"].cells[1].text == "午前 9:00〜12:00、午後 13:00〜17:00、夜間 17:00〜21:00"
    assert found["休館日"].cells[2].text == "12月29日〜1月3日（年末年始）"
    assert found["部屋ごとのきまり"].cells[3].text == "和室：「dance」には利用できません。"


def test_the_page_marks_differences_in_words(client: PageClient, centers: list[models.Center]) -> None:
    client.force_login(staff_of("a"))
    response = client.get("/usage-rules/comparison/")
    told = pages.words(response)
    assert "人数2通り A 2人以上で利用してください。 A 2人以上で利用してください。 標準と同じ B 6人以上" in told
    assert "2項目のうち、2項目がちがいます。" in told


def test_the_centers_and_the_day_are_what_one_chose(client: PageClient, centers: list[models.Center]) -> None:
    make.publish(centers[0], {"headcount": {"minimum": 9}}, valid_from=date(2026, 8, 1))
    client.force_login(city_official())
    response = client.get("/usage-rules/comparison/?center=a&center=b&on=2026-08-02")
    assert [cell.text for cell in response.context["comparison"].lines[0].cells][1] == "9人以上で利用してください。"
    assert response.context["comparison"].columns == ("見本市の標準", "a交流センター", "b交流センター")


def test_the_table_is_downloaded_for_a_spreadsheet(client: PageClient, centers: list[models.Center]) -> None:
    models.Center.objects.filter(code="a").update(name="=1+1")
    client.force_login(city_official())
    response = client.get("/usage-rules/comparison/file/?center=a&center=b")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["きまり", "内容", "ちがい", "見本市の標準", "'=1+1", "b交流センター"]
    assert rows[1][:4] == ["人数", "", "2通り", "A：2人以上で利用してください。"]


def test_residents_compare_nothing_here(client: PageClient, centers: list[models.Center]) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/usage-rules/comparison/").status_code == 403
    assert client.get("/usage-rules/comparison/file/").status_code == 403
