"""Drafts of usage rules, written by staff in plain Japanese: made, revised clause by clause, discarded, filed."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import models as common
from bookings import actions, models, rules
from bookings.forms import clause_rows
from tests.factories import bookings as make
from tests.factories.accounts import StaffRoleFactory, UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HEADCOUNT = {"minimum": 6, "paragraph": "おおむね6人以上で。", "source": "見本の案内"}


@pytest.fixture
def center() -> models.Center:
    accounts.UserClass.objects.create(
        municipality=make.RoomFactory.create().center.municipality, code="registered-group", name="登録団体"
    )
    made = make.CenterFactory.create(code="kuji", name="見本交流センター")
    models.Activity.objects.create(municipality=made.municipality, code="dance", name="ダンス")
    return made


@pytest.fixture
def desk(client: PageClient, center: models.Center) -> accounts.User:
    person = staff_of(center.code)
    client.force_login(person)
    return person


def draft_of(center: models.Center | None, content: dict[str, Any], **more: Any) -> models.UsageRules:  # noqa: ANN401
    city = center.municipality if center else make.CenterFactory.create().municipality
    return actions.draft_usage_rules(
        content,
        municipality=city,
        center=center,
        valid_from=date(2026, 7, 1),
        by=UserFactory.create(),
        now=make.NOW,
        **more,
    )


def new(client: PageClient, **said: Any) -> Any:  # noqa: ANN401 - a response
    wanted = {"scope": "center:kuji", "valid_from": "2026-07-01", "start": "in_force", "note": "", **said}
    return client.post("/usage-rules/new/", wanted)


def save(client: PageClient, draft: models.UsageRules, kind: str, **said: Any) -> Any:  # noqa: ANN401 - a response
    wanted = {"mode": "own", "seen": draft.digest, **said}
    return client.post(f"/usage-rules/{draft.code}/clauses/{kind}/", wanted)


def content_of(draft: models.UsageRules) -> Any:  # noqa: ANN401 - JSON
    draft.refresh_from_db()
    return draft.content


# a new draft ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("desk")
def test_a_draft_begins_with_the_rules_in_force(client: PageClient, center: models.Center) -> None:
    make.publish(center, {"headcount": HEADCOUNT})
    response = new(client)
    draft = models.UsageRules.objects.get(published_at=None)
    assert response.url == f"/usage-rules/{draft.code}/"
    assert (draft.content, draft.center, draft.valid.lower) == ({"headcount": HEADCOUNT}, center, date(2026, 7, 1))


@pytest.mark.usefixtures("desk")
def test_a_draft_can_begin_with_another_city_s_file(client: PageClient) -> None:
    file = SimpleUploadedFile("rules.json", json.dumps({"headcount": HEADCOUNT}).encode())
    new(client, start="file", file=file)
    assert models.UsageRules.objects.get().content == {"headcount": HEADCOUNT}


@pytest.mark.usefixtures("desk")
def test_every_problem_of_a_file_is_told_at_its_field(client: PageClient) -> None:
    broken = {"headcount": {"minimum": "six"}, "hours": {"opens": "09:00"}}
    response = new(client, start="file", file=SimpleUploadedFile("rules.json", json.dumps(broken).encode()))
    assert response.status_code == 422
    told = pages.words(response)
    assert 'rules.headcount.minimum: "six"は使えません。0以上の整数を入れてください。' in told
    assert "rules.hours.closes: この項目が必要です。" in told


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("file", [None, b"{", b"[1]", b"\xff\xfe"])
def test_what_is_no_file_of_rules_is_refused_kindly(client: PageClient, file: bytes | None) -> None:
    sent = {"file": SimpleUploadedFile("rules.json", file)} if file else {}
    assert new(client, start="file", **sent).status_code == 422
    assert not models.UsageRules.objects.exists()


@pytest.mark.usefixtures("desk")
def test_a_desk_drafts_for_its_own_center_alone(client: PageClient) -> None:
    make.CenterFactory.create(code="suwa")
    assert new(client, scope="center:suwa").status_code == 422
    assert new(client, scope="city:082023").status_code == 422
    assert not models.UsageRules.objects.exists()


def test_a_city_employee_drafts_the_default_and_no_center_s(client: PageClient, center: models.Center) -> None:
    role = StaffRoleFactory.create(kind=account_enums.StaffKind.CITY_OFFICIAL, center_code="")
    client.force_login(role.user)
    assert new(client).status_code == 422
    new(client, scope="city:082023")
    assert models.UsageRules.objects.get().center is None


def test_a_desk_is_led_to_no_version_that_is_the_city_s_affair(client: PageClient, center: models.Center) -> None:
    make.publish(center, {"headcount": HEADCOUNT})
    actions.publish_usage_rules(
        {}, municipality=center.municipality, valid_from=date(2026, 4, 1), by=None, now=make.NOW
    )
    own, city_s = models.UsageRules.objects.order_by("center")
    client.force_login(staff_of(center.code))
    page = client.get("/usage-rules/").content.decode()
    assert f"/usage-rules/{own.code}/" in page
    assert city_s.code in page
    assert f"/usage-rules/{city_s.code}/" not in page


# one clause after another ---------------------------------------------------------------------------------------------

OWN_FORM = {"mode": "own"}
SAID: list[tuple[str, dict[str, Any], Any]] = [
    ("who", {"may_use": ["lives", "works"]}, {"may_use": ["lives", "works"], "local_district_first": False}),
    ("guardian", {"below": "junior_high"}, {"below": "junior_high"}),
    ("guardian", {"below": "age", "age": "１５"}, {"below": 15}),
    ("hours", {"opens": "９：００", "closes": "21:00"}, {"opens": "09:00", "closes": "21:00"}),
    ("periods", {"may_span": "on"}, {"may_span": True}),
    ("headcount", {"minimum": "6"}, {"minimum": 6}),
    ("approval", {"by": "city"}, {"by": "city"}),
    (
        "public-use",
        {"classes": ["registered-group"], "may_displace": "on", "notice_days": "7", "alternatives_days": "3"},
        {"classes": ["registered-group"], "may_displace": True, "notice_days": 7, "alternatives_days": 3},
    ),
    (
        "waiting-list",
        {"is_open": "on", "answer_hours": "24", "stops_hours": "2"},
        {"is_open": True, "answer_hours": 24, "stops_hours": 2},
    ),
    (
        "check-in",
        {"opens_minutes": "30", "released_after_minutes": "20"},
        {"opens_minutes": 30, "released_after_minutes": 20},
    ),
    (
        "no-shows",
        {"limit": "3", "months": "6", "restricted_days": "30", "grace_days": "7"},
        {"limit": 3, "months": 6, "restricted_days": 30, "grace_days": 7},
    ),
    ("room-check", {"items": "電気\r\n\r\n窓 "}, {"items": ["電気", "窓"], "by_desk": False}),
    (
        "windows",
        {
            "row0-amount": "2",
            "row0-unit": "month",
            "row0-anchor": "month",
            "row1-amount": "1",
            "row1-unit": "month",
            "row1-anchor": "date",
            "row1-opens_at": "9:00",
        },
        {
            "tiers": [
                {"classes": ["registered-group"], "amount": 2, "unit": "month", "anchor": "month"},
                {"classes": [], "amount": 1, "unit": "month", "anchor": "date", "opens_at": "09:00"},
            ]
        },
    ),
    (
        "caps",
        {"row0-span": "week", "row0-limit": "1", "row0-counts": "room", "row1-span": ""},
        {"limits": [{"span": "week", "limit": 1, "counts": "room"}]},
    ),
]
ROW = {"row0-amount": "1", "row0-unit": "week", "row0-counted": "before_use", "row0-lapses": "on"}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("kind", "said", "clause"), SAID)
def test_a_clause_is_written_without_any_json(
    client: PageClient, center: models.Center, kind: str, said: dict[str, Any], clause: object
) -> None:
    draft = draft_of(center, {})
    assert save(client, draft, kind, **said).status_code == 302
    name = kind.replace("-", "_")
    assert content_of(draft) == {name: clause}
    rules.read(draft.content)
    told = pages.words(client.get(f"/usage-rules/{draft.code}/"))
    for paragraph in rules.paragraphs(rules.read(draft.content), rules.Words(classes={"registered-group": "登録団体"})):
        assert paragraph.text in told


def test_every_clause_of_the_schema_has_a_form() -> None:
    assert list(clause_rows.FORMS) == list(rules.HEADINGS)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("kind", list(rules.HEADINGS))
def test_what_a_form_shows_of_a_clause_is_what_it_saves(client: PageClient, center: models.Center, kind: str) -> None:
    whole = EVERYTHING[kind]
    draft = draft_of(center, {kind: whole})
    form = client.get(f"/usage-rules/{draft.code}/clauses/{kind.replace('_', '-')}/").context["form"]
    sent = {"seen": draft.digest, **shown(form)}
    response = client.post(f"/usage-rules/{draft.code}/clauses/{kind.replace('_', '-')}/", sent)
    assert response.status_code == 302, pages.words(response)
    before, after = rules.read({kind: whole}), rules.read(content_of(draft))
    assert [getattr(rule, kind) for rule in (after,)] == [getattr(before, kind)]


def shown(form: Any) -> dict[str, Any]:  # noqa: ANN401 - any form of a clause
    found: dict[str, Any] = {}
    for part in (form, *getattr(form, "rows", [])):
        for field in part:
            value = field.value()
            if value is not False and value not in (None, "", []):
                found[field.html_name] = "on" if value is True else value
    return found


EVERYTHING: dict[str, Any] = {
    "who": {"may_use": ["lives"], "local_district_first": True, "paragraph": "見本", "source": "案内"},
    "guardian": {"below": 12},
    "hours": {"opens": "09:00", "closes": "20:50"},
    "periods": {"may_span": False},
    "windows": {
        "paragraph": "見本の文",
        "tiers": [
            {"classes": ["registered-group", "of-old"], "amount": 2, "unit": "month", "anchor": "month"},
            {
                "classes": [],
                "amount": 14,
                "unit": "day",
                "anchor": "date",
                "opens_at": "09:00",
                "paragraph": "二週間前",
            },
        ],
    },
    "headcount": {"minimum": 2, "maximum": 40},
    "caps": {
        "limits": [
            {"span": "week", "limit": 1, "counts": "room", "classes": ["registered-group"], "paragraph": "週1回"},
            {"span": "open", "limit": 4, "counts": "center"},
        ]
    },
    "deadlines": {
        "form": {"kind": "form", "amount": 1, "unit": "week", "counted": "after_tentative", "lapses": True},
        "report": {
            "kind": "report",
            "amount": 0,
            "counted": "after_use",
            "time_of_day": "20:00",
            "periods": ["night"],
            "source": "案内",
        },
    },
    "bans": {"dance": {"activity": "dance", "paragraph": "踊れません。"}, "of-old": {"activity": "of-old"}},
    "approval": {"by": "committee"},
    "public_use": {"classes": ["registered-group"], "may_displace": True, "notice_days": 3, "alternatives_days": 5},
    "waiting_list": {"is_open": True, "answer_hours": 12, "stops_hours": 3},
    "check_in": {"opens_minutes": 15, "released_after_minutes": 30},
    "no_shows": {"limit": 2, "months": 3, "restricted_days": 14, "grace_days": 5},
    "room_check": {"items": ["電気", "窓"], "by_desk": True},
}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("kind", "said", "field", "sentence"),
    [
        ("who", {}, "may_use", "1つ以上選んでください。選ばないと、だれも利用できません。"),
        ("hours", {"opens": "21:00", "closes": "9:00"}, "closes", "閉まる時刻は、開く時刻よりあとにしてください。"),
        ("hours", {"opens": "朝", "closes": "21:00"}, "opens", "時刻を「9:00」のように入れてください。"),
        ("hours", {"opens": "9:00"}, "closes", "この項目が必要です。"),
        ("guardian", {"below": "age", "age": "99"}, "below", "1から20までの年齢を入れてください。"),
        ("no-shows", {"limit": "0", "months": "6", "restricted_days": "9"}, "limit", "1以上の数を入れてください。"),
        ("room-check", {"items": ""}, "items", "確かめることを、1つ以上書いてください。"),
    ],
)
def test_a_problem_stands_at_its_field_and_what_was_typed_stays(
    client: PageClient, center: models.Center, kind: str, said: dict[str, Any], field: str, sentence: str
) -> None:
    draft = draft_of(center, {})
    response = save(client, draft, kind, **said)
    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors[field])
    assert content_of(draft) == {}
    assert pages.texts(response, "h2")[0] == "ご確認ください"


@pytest.mark.usefixtures("desk")
def test_a_problem_of_one_row_stands_at_that_row(client: PageClient, center: models.Center) -> None:
    draft = draft_of(center, {})
    caps = {"row0-span": "week", "row0-limit": "1", "row0-counts": "center"}
    response = save(client, draft, "caps", **caps, **{"row1-span": "month", "row1-limit": "0", "row1-counts": "center"})
    assert response.status_code == 422
    assert [list(row.errors) for row in response.context["form"].rows] == [[], ["limit"]]
    assert "上限 2の何回（何件）まで：1以上の回数を入れてください。" in pages.words(response)


@pytest.mark.usefixtures("desk")
def test_a_center_keeps_takes_over_or_takes_away_what_the_city_rules(client: PageClient, center: models.Center) -> None:
    city = {"headcount": {"minimum": 2}, "bans": {"sales": {"activity": "sales"}}}
    actions.publish_usage_rules(city, municipality=center.municipality, valid_from=make.SINCE, by=None, now=make.NOW)
    draft = draft_of(center, {"headcount": HEADCOUNT})
    save(client, draft, "headcount", mode="none")
    assert content_of(draft) == {"headcount": None}
    save(client, draft, "headcount", mode="upper")
    assert content_of(draft) == {}
    save(client, draft, "bans", removed=["sales"], **{"row0-activity": "dance"})
    assert content_of(draft) == {"bans": {"sales": None, "dance": {"activity": "dance"}}}


@pytest.mark.usefixtures("desk")
def test_a_deadline_of_the_same_kind_takes_the_place_of_the_city_s(client: PageClient, center: models.Center) -> None:
    draft = draft_of(center, {})
    save(client, draft, "deadlines", **ROW, **{"row0-kind": "form"})
    form = {"kind": "form", "amount": 1, "unit": "week", "counted": "before_use", "lapses": True}
    assert content_of(draft) == {"deadlines": {"form": form}}
    response = save(client, draft, "deadlines", **ROW, **{"row0-kind": "cancellation"})
    assert response.status_code == 422
    assert "期限で取り消しになるのは、申請書の期限だけです。" in pages.words(response)


@pytest.mark.usefixtures("desk")
def test_two_who_write_at_once_do_not_undo_one_another(client: PageClient, center: models.Center) -> None:
    draft = draft_of(center, {})
    seen = draft.digest
    save(client, draft, "headcount", minimum="6")
    response = client.post(f"/usage-rules/{draft.code}/clauses/approval/", {"mode": "own", "by": "city", "seen": seen})
    assert response.status_code == 409
    assert "ほかの人が直しました" in pages.words(response)
    assert content_of(draft) == {"headcount": {"minimum": 6}}


# the rest of a draft's life -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("desk")
def test_a_draft_is_listed_planned_kept_as_a_file_and_thrown_away(client: PageClient, center: models.Center) -> None:
    draft = draft_of(center, {"headcount": HEADCOUNT}, note="夏の見直し")
    assert f"見本交流センター（{draft.code}）" in pages.words(client.get("/usage-rules/"))
    client.post(f"/usage-rules/{draft.code}/plan/", {"valid_from": "2026-08-01", "note": "秋の見直し"})
    draft.refresh_from_db()
    assert (draft.valid.lower, draft.note) == (date(2026, 8, 1), "秋の見直し")
    assert client.get(f"/usage-rules/{draft.code}/file/").json() == {"headcount": HEADCOUNT}
    assert client.get(f"/usage-rules/{draft.code}/removal/").status_code == 200
    client.post(f"/usage-rules/{draft.code}/removal/")
    assert not models.UsageRules.objects.exists()
    told = list(common.AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert told == [f"bookings.usage_rules_{what}" for what in ("drafted", "revised", "discarded")]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("where", ["clauses/who/", "plan/", "removal/", "publication/"])
def test_a_published_version_cannot_be_worked_on(client: PageClient, center: models.Center, where: str) -> None:
    version = make.publish(center, {"headcount": HEADCOUNT})
    assert client.get(f"/usage-rules/{version.code}/").status_code == 200
    assert client.get(f"/usage-rules/{version.code}/{where}").status_code == 409


def test_a_draft_rules_nothing(center: models.Center) -> None:
    draft_of(center, {"headcount": {"maximum": 1}})
    assert make.BookingFactory.create(room=make.RoomFactory.create(center=center), headcount=8).state == "tentative"


# what the public reads ------------------------------------------------------------------------------------------------


def test_residents_read_the_rules_of_another_day_and_the_versions(client: PageClient, center: models.Center) -> None:
    make.publish(center, {"headcount": {"minimum": 2}})
    make.publish(center, {"headcount": {"minimum": 9}}, valid_from=date(2026, 6, 1))
    today, later = client.get("/centers/kuji/rules/"), client.get("/centers/kuji/rules/?on=2026-06-01")
    assert "2人以上で利用してください。" in pages.words(today)
    assert "9人以上で利用してください。" in pages.words(later)
    assert "2026年6月1日の利用から これから" in pages.words(today)
    assert "2020年4月1日の利用から2026年5月31日まで 今のきまり" in pages.words(today)


def test_a_day_that_does_not_exist_is_told_and_today_s_rules_are_shown(
    client: PageClient, center: models.Center
) -> None:
    response = client.get("/centers/kuji/rules/?on=2026-02-30")
    assert "2026年2月30日という日はありません。" in pages.words(response)


def test_residents_are_shown_the_next_dates(client: PageClient, center: models.Center) -> None:
    make.publish(center, {"windows": {"tiers": [{"amount": 1}]}})
    told = pages.words(client.get("/centers/kuji/rules/"))
    day = make.NOW.date() + timedelta(days=1)
    assert f"例：2026年6月2日(火)に利用するときは、{rules.date_text(day)}から" in told
    assert "例：2027年3月31日(水)に利用するときは、2027年2月28日(日)から" in told
