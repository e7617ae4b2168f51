"""The pages of offers, parties, proofs and skills, as people use them without JavaScript."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import models as common
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories import volunteers as factories
from tests.factories.offers import NOW, TODAY
from tests.support.client import PageClient
from volunteers import actions, models, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(client: PageClient) -> accounts.User:
    made: accounts.User = people.UserFactory.create()
    client.force_login(made)
    return made


def _page(response: Any, status: int = 200) -> str:  # noqa: ANN401 - the test client's answer
    assert response.status_code == status
    text: str = response.content.decode()
    return text


def _send(client: PageClient, **data: Any) -> Any:  # noqa: ANN401
    return client.post(reverse("volunteers:offers"), factory.sheet(**data))


# The sheet -----------------------------------------------------------------------------------------------------------


def test_a_whole_offer_is_told_on_one_sheet(client: PageClient, person: accounts.User) -> None:
    skill, field = factory.SkillFactory.create(), factories.FieldFactory.create()
    factory.neighbours("a", "b")
    rows = {
        "times-0-weekday": "1",
        "times-0-starts_at": "18:30",
        "times-0-ends_at": "20:00",
        "away-0-first": "2026-08-01",
        "away-0-last": "2026-08-15",
        "also-0-day": "2026-06-03",
        "also-0-starts_at": "09:00",
        "also-0-ends_at": "12:00",
    }
    told = {"activities": [field.code], "skills": [skill.code], "languages": ["en", "jsl"], "times": ["1/09:00/12:00"]}
    limits = {"times_a_week": "２", "hours_a_month": "10.5"}
    response = _send(client, **rows, **told, **limits, reach="steps-1", words="編み物ができます")
    assert response.status_code == 302
    offer = queries.matching.offer_of(person)
    assert offer is not None
    assert [(one.weekday, f"{one.starts_at:%H:%M}") for one in offer.times.all()] == [(1, "09:00"), (1, "18:30")]
    assert [(one.is_free, one.first, one.last) for one in offer.exceptions.all()] == [
        (True, date(2026, 6, 3), date(2026, 6, 3)),
        (False, date(2026, 8, 1), date(2026, 8, 15)),
    ]
    assert (offer.languages, offer.reach_steps, offer.times_a_week, offer.minutes_a_month) == (["en", "jsl"], 1, 2, 630)
    assert [one.skill for one in queries.held_skills.of(person)] == [skill]


def test_what_was_told_stands_on_the_sheet_and_sent_back_stays_the_same(
    client: PageClient, person: accounts.User
) -> None:
    test_a_whole_offer_is_told_on_one_sheet(client, person)
    page = _page(client.get(reverse("volunteers:offers")))
    shown = ['value="18:30"', "編み物ができます", 'value="2026"', 'value="steps-1"']
    assert [one for one in shown if one not in page] == []
    assert "となりの地区まで" in page


@pytest.mark.parametrize("rows", ["times", "away", "also"])
def test_a_row_more_comes_by_a_button_and_keeps_what_was_typed(
    client: PageClient, person: accounts.User, rows: str
) -> None:
    page = _page(_send(client, **{f"more-{rows}": "1", "words": "編み物", "times-0-weekday": "3", "headcount": "x"}))
    assert f'name="{rows}-TOTAL_FORMS" value="2"' in page
    assert ("編み物" in page, '<option value="3" selected' in page, "data-error-summary" in page) == (True, True, False)
    assert models.Offer.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"times-0-weekday": "1", "times-0-starts_at": "12:00", "times-0-ends_at": "09:00"},
            "終了の時刻は、開始の時刻より後にしてください。",
        ),
        (
            {"away-0-first": "2026-08-15", "away-0-last": "2026-08-01"},
            "おわりの日は、はじめの日と同じか、後の日にしてください。",
        ),
        ({"times-0-weekday": "1", "times-0-starts_at": "09:00"}, "この行を使うときは、ここも入力してください。"),
        ({"also-0-starts_at": "09:00", "also-0-ends_at": "12:00"}, "この行を使うときは、ここも入力してください。"),
        ({"reach": "chosen"}, "行ける地区を1つ以上選ぶか"),
        ({"times_a_week": "たくさん"}, "1週間に何回まで"),
        ({"words": "0294-00-0001に電話を"}, "お名前や連絡先は書けません"),
    ],
)
def test_what_cannot_be_kept_is_named_and_what_was_typed_stays(
    client: PageClient, person: accounts.User, given: dict[str, str], words: str
) -> None:
    response = _send(client, **{"words": "編み物ができます", "languages": ["en"], **given})
    page = response.content.decode()
    assert (words in page, given.get("words", "編み物ができます") in page) == (True, True)
    assert 'value="en" id="id_languages_1" checked' in page
    assert models.Offer.objects.count() == 0


def test_ticked_districts_are_never_dropped_without_a_word(client: PageClient, person: accounts.User) -> None:
    ticked = people.DistrictFactory.create(code="ticked")
    given = {"words": "編み物ができます", "districts": [ticked.code]}
    page = _page(_send(client, **given, reach="anywhere"), 200)
    assert "地区に印が付いていますが、「市内どこでも（近くを先に案内します）」が選ばれています。" in page
    assert re.search(r'value="ticked"[^>]* checked', page) is not None
    assert re.search(r"<details[^>]* open>\s*<summary>行ける地区を1つずつ選ぶ", page) is not None
    assert models.Offer.objects.count() == 0
    _send(client, **given, reach="chosen")
    assert list(models.Offer.objects.get().districts.all()) == [ticked]


def test_without_a_home_district_the_page_says_where_to_tell_it(client: PageClient, person: accounts.User) -> None:
    factory.neighbours("a", "b")
    accounts.User.objects.update(district=None)
    page = _page(_send(client, reach="steps-1", words="編み物ができます"), 422)
    assert ("お住まいの地区の登録が必要です" in page, "編み物ができます" in page) == (True, True)


def test_how_far_can_be_said_only_by_what_the_city_knows(client: PageClient, person: accounts.User) -> None:
    bare = _page(client.get(reverse("volunteers:offers")))
    factory.neighbours("a", "b")
    actions.distances.keep_metres({("a", "b"): 900})
    known = _page(client.get(reverse("volunteers:offers")))
    assert [words in bare for words in ("お住まいの地区だけ", "となりの地区まで", "2kmまで")] == [True, False, False]
    assert [words in known for words in ("お住まいの地区だけ", "となりの地区まで", "2kmまで")] == [True, True, True]


def test_resting_resuming_and_deleting_each_take_one_press(client: PageClient, person: accounts.User) -> None:
    factories.OfferFactory.create(person=person)
    page = _page(client.post(reverse("volunteers:offer-rest"), follow=True))
    assert ("お休み中です" in page, "再開する" in page) == (True, True)
    page = _page(client.post(reverse("volunteers:offer-resumption"), follow=True))
    assert ("お休み中です" in page, "2027年6月7日" in page) == (False, True)
    assert "元には戻せません" in _page(client.get(reverse("volunteers:offer-deletion")))
    client.post(reverse("volunteers:offer-deletion"))
    assert models.Offer.objects.count() == 0


def test_after_a_year_the_page_asks_whether_it_still_holds(
    client: PageClient, person: accounts.User, noon: time_machine.Traveller
) -> None:
    factories.OfferFactory.create(person=person, changed_at=NOW)
    asked = []
    for days in (364, 365, 395):
        noon.move_to(NOW + timedelta(days=days))
        client.force_login(person)
        page = _page(client.get(reverse("volunteers:offers")))
        asked.append(("今もこのとおりですか" in page, "お休みになっています" in page))
    assert asked == [(False, False), (True, False), (False, True)]


# Applying ------------------------------------------------------------------------------------------------------------


def test_a_limit_of_ones_own_is_warned_of_and_applying_stays_open(client: PageClient, person: accounts.User) -> None:
    factories.OfferFactory.create(person=person, times_a_week=1)
    factories.confirmed(factories.ShiftFactory.create(days=4), person)
    address = reverse("volunteers:shift-applications", args=[factories.ShiftFactory.create().code])
    assert "ご自分で決めた1週間の上限を超えます" in _page(client.get(address))
    assert client.post(address, {"message": ""}).status_code == 302
    assert models.Assignment.objects.filter(person=person).count() == 2


def test_a_request_that_asks_for_proof_says_where_to_show_it(client: PageClient, person: accounts.User) -> None:
    skill = factory.SkillFactory.create(name="見本免許")
    request = factories.RequestFactory.create(
        certificate="見本免許", certificate_skill=skill, certificate_reason="見本のため", languages=["en"]
    )
    shift = factories.ShiftFactory.create(request=request)
    page = _page(client.get(reverse("volunteers:request-detail", args=[request.code])))
    assert ("交流センターの窓口で、書類の確認が必要です" in page, "英語のどれか" in page) == (True, True)
    refused = _page(client.post(reverse("volunteers:shift-applications", args=[shift.code]), {"message": ""}), 403)
    assert "交流センターの窓口で書類をお見せください" in refused


# Parties -------------------------------------------------------------------------------------------------------------


def test_a_representative_offers_for_the_group(client: PageClient, person: accounts.User) -> None:
    group = people.GroupFactory.create(representative=person, name="見本美化会")
    assert "見本美化会" in _page(client.get(reverse("volunteers:party-offers")))
    address = reverse("volunteers:party-offer", args=[group.code])
    page = _page(client.get(address))
    assert ("参加できる人数（最大）" in page, "できること・資格" in page, "続けやすい量" in page) == (
        True,
        False,
        False,
    )
    page = _page(client.post(address, factory.party_sheet(), follow=True))
    offer = models.Offer.objects.get()
    assert ("8人まで・月に1回まで" in page, offer.group, offer.person) == (True, group, person)


def test_who_represents_nobody_is_told_who_can(client: PageClient, person: accounts.User) -> None:
    assert "代表や担当をしている団体がありません" in _page(client.get(reverse("volunteers:party-offers")))


def test_a_party_answers_with_how_many_it_comes_changes_and_withdraws(
    client: PageClient, person: accounts.User
) -> None:
    shift = factories.ShiftFactory.create()
    made = factory.party_invited(shift, factory.party_offer(representative=person))
    address = reverse("volunteers:party-invitation", args=[made.code])
    page = _page(client.get(address))
    assert ("4人分のお誘い" in page, "この人数で参加する" in page, 'value="4"' in page) == (True, True, True)
    assert "3人で参加" in _page(client.post(address, {"coming": "3", "declaration": "全員18歳以上です"}, follow=True))
    page = _page(client.post(address, {"coming": "２"}, follow=True))
    assert ("2人で参加" in page, shift.request.contact in page) == (True, False)
    with time_machine.travel(shift.starts_at):
        assert shift.request.contact in _page(client.get(address))
    client.post(reverse("volunteers:party-withdrawal", args=[made.code]), {"reason": ""})
    made.refresh_from_db()
    shift.refresh_from_db()
    assert (made.state, shift.taken) == ("withdrawn", 0)


@pytest.mark.parametrize(
    ("coming", "status", "words"),
    [
        ("0", 200, "1以上"),
        ("九", 200, "参加する人数"),
        ("7", 422, "1人から、登録している6人まで"),
        ("6", 409, "空いている席は5人分です"),
    ],
)
def test_a_number_that_cannot_be_is_named(
    client: PageClient, person: accounts.User, coming: str, status: int, words: str
) -> None:
    made = factory.party_invited(factories.ShiftFactory.create(), factory.party_offer(representative=person))
    told = {"coming": coming, "declaration": "全員18歳以上です"}
    page = _page(client.post(reverse("volunteers:party-invitation", args=[made.code]), told), status)
    assert (words in page, f'value="{coming}"' in page) == (True, True)


def test_a_party_says_no_with_one_press(client: PageClient, person: accounts.User) -> None:
    made = factory.party_invited(factories.ShiftFactory.create(), factory.party_offer(representative=person))
    page = _page(client.post(reverse("volunteers:party-refusal", args=[made.code]), follow=True))
    made.refresh_from_db()
    assert ("不利になることはありません" in page, made.state) == (True, "declined")


def test_the_contact_finds_the_way_to_the_partys_page(client: PageClient, person: accounts.User) -> None:
    made = factory.party_invited(factories.ShiftFactory.create(), factory.party_offer(representative=person))
    page = _page(client.get(reverse("volunteers:assignment-detail", args=[made.code])))
    assert reverse("volunteers:party-invitation", args=[made.code]) in page
    assert reverse("volunteers:assignment-acceptance", args=[made.code]) not in page


@pytest.mark.parametrize("name", ["assignment-withdrawal", "assignment-refusal", "change-departure"])
def test_who_answers_for_a_party_no_more_neither_refuses_nor_gives_up_its_places(
    client: PageClient, person: accounts.User, name: str
) -> None:
    offer = factory.party_offer(representative=person)
    made = factory.party_invited(factories.ShiftFactory.create(), offer)
    if name != "assignment-refusal":
        actions.parties.accept_for_party(made, coming=4, by=person, now=NOW, declaration="全員18歳以上です")
    offer.group.members.filter(user=person).delete()  # type: ignore[union-attr]
    assert client.post(reverse(f"volunteers:{name}", args=[made.code]), {"reason": ""}).status_code == 404
    made.refresh_from_db()
    assert (made.is_live, made.places) == (True, 4)


# Organisers ----------------------------------------------------------------------------------------------------------


def test_an_organiser_narrows_offers_down_and_invites_a_party_for_some(client: PageClient) -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer(headcount=6)
    factories.OfferFactory.create()
    client.force_login(factories.manager_of(shift.request))
    address = reverse("volunteers:shift-invitations", args=[shift.code])
    page = _page(client.get(address, {"kind": "party"}))
    assert ("登録団体（6人まで）" in page, "この方を誘う" in page, "この団体を誘う" in page) == (True, False, True)
    handle = queries.matching.handle_of(shift, offer)
    client.post(address, {"handle": handle, "people": "3"})
    assert models.Party.objects.get().asked == 3


def test_an_organiser_who_asks_for_too_many_is_told(client: PageClient) -> None:
    shift, offer = factories.ShiftFactory.create(capacity=3), factory.party_offer(headcount=6)
    client.force_login(factories.manager_of(shift.request))
    address = reverse("volunteers:shift-invitations", args=[shift.code])
    handle = queries.matching.handle_of(shift, offer)
    page = _page(client.post(address, {"handle": handle, "people": "5"}), 409)
    assert "空いている席は3人分です" in page


@pytest.mark.parametrize("typed", ["", "0", "99999999999", "いっぱい"])
def test_a_number_that_cannot_be_asked_for_is_named_beside_its_party_and_stays(client: PageClient, typed: str) -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer(headcount=6)
    client.force_login(factories.manager_of(shift.request))
    address = reverse("volunteers:shift-invitations", args=[shift.code])
    handle = queries.matching.handle_of(shift, offer)
    page = _page(client.post(address, {"handle": handle, "people": typed}))
    assert (f'href="#people-{handle}"' in page, 'class="field__error"' in page) == (True, True)
    assert f'value="{typed}"' in page
    assert not models.Party.objects.exists()


def test_a_refused_number_stays_beside_its_party(client: PageClient) -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer(headcount=6)
    client.force_login(factories.manager_of(shift.request))
    address = reverse("volunteers:shift-invitations", args=[shift.code])
    page = _page(client.post(address, {"handle": queries.matching.handle_of(shift, offer), "people": "7"}), 422)
    assert ("登録している6人まで" in page, 'value="7"' in page) == (True, True)


def test_the_roster_counts_a_party_by_its_people(client: PageClient) -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer()
    factory.comes(factory.party_invited(shift, offer), by=offer.person, coming=3)
    client.force_login(factories.manager_of(shift.request))
    page = _page(client.get(reverse("volunteers:shift-roster", args=[shift.code])))
    assert (f"{offer.group}（申込み3人）" in page, "3／5人" in page) == (True, True)


# Desks ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def served(client: PageClient) -> accounts.User:
    """This fixture gives somebody whom the desk of `kuji` serves, and signs its staff in."""
    client.force_login(people.staff_of("kuji"))
    district = people.DistrictFactory.create(center_code="kuji")
    made: accounts.User = people.UserFactory.create(district=district)
    return made


def test_a_desk_confirms_what_it_saw_and_the_look_is_written_down(client: PageClient, served: accounts.User) -> None:
    skill = factory.SkillFactory.create(name="見本免許")
    address = reverse("volunteers:person-skills", args=[served.code])
    page = _page(client.get(address))
    assert ("見るだけで、残しません" in page, "登録はまだありません" in page) == (True, True)
    data = {"skill": skill.code, "proof": "licence", "valid_until": "2027-03-31", "center_code": "kuji"}
    page = _page(client.post(address, data, follow=True))
    assert ("「見本免許」を確認したことを記録しました" in page, "2027年3月31日まで" in page) == (True, True)
    looks = common.AuditEntry.objects.filter(kind="look", action="volunteers.skills", about_code=served.code)
    assert (looks.count(), models.HeldSkill.objects.get().center_code) == (2, "kuji")


def test_the_form_of_a_proof_has_no_field_for_a_number_or_a_file(client: PageClient, served: accounts.User) -> None:
    response = client.get(reverse("volunteers:person-skills", args=[served.code]))
    assert list(response.context["form"].fields) == ["skill", "proof", "valid_from", "valid_until", "center_code"]
    assert 'type="file"' not in response.content.decode()


def test_a_paper_that_has_run_out_is_not_taken(client: PageClient, served: accounts.User) -> None:
    skill = factory.SkillFactory.create()
    yesterday = str(TODAY - timedelta(days=1))
    data = {"skill": skill.code, "proof": "licence", "valid_until": yesterday, "center_code": "kuji"}
    page = _page(client.post(reverse("volunteers:person-skills", args=[served.code]), data))
    assert ("期限の切れた書類では確認できません" in page, models.HeldSkill.objects.count()) == (True, 0)


def test_a_skill_without_paper_and_a_desk_that_is_not_theirs_cannot_be_chosen(
    client: PageClient, served: accounts.User
) -> None:
    skill = factory.SkillFactory.create(paper="")
    data = {"skill": skill.code, "proof": "licence", "center_code": "suwa"}
    response = client.post(reverse("volunteers:person-skills", args=[served.code]), data)
    assert sorted(response.context["form"].errors) == ["center_code", "skill"]


def test_a_confirmation_is_taken_back_with_a_reason(client: PageClient, served: accounts.User) -> None:
    held = factory.held(served, factory.SkillFactory.create())
    address = reverse("volunteers:held-skill-withdrawal", args=[held.code])
    assert "data-error-summary" in _page(client.post(address, {"reason": ""}))
    client.post(address, {"reason": "別の方の書類でした"})
    held.refresh_from_db()
    assert not held.is_confirmed


def test_the_city_keeps_its_list(client: PageClient) -> None:
    client.force_login(people.city_official())
    address = reverse("volunteers:skills")
    page = _page(client.post(address, {"name": "見本免許", "paper": "免許証"}, follow=True))
    assert "窓口で見る書類：免許証" in page
    page = _page(client.post(address, {"name": "見本免許", "paper": ""}), 409)
    assert ("同じ名前があります" in page, 'value="見本免許"' in page) == (True, True)
    skill = models.Skill.objects.get()
    assert "一覧から外した" in _page(
        client.post(reverse("volunteers:skill-retirement", args=[skill.code]), follow=True)
    )


# Requests that name skills -------------------------------------------------------------------------------------------


def test_an_organisation_asks_for_a_skill_to_be_proved_others_that_help_and_a_language(client: PageClient) -> None:
    proved, helping = factory.SkillFactory.create(name="見本免許"), factory.SkillFactory.create()
    request = factories.RequestFactory.create(draft=True)
    shift = factories.ShiftFactory.create(request=request)
    client.force_login(factories.manager_of(request))
    address = reverse("volunteers:request-changes", args=[request.code])
    sheet = _written(client, address) | {
        "certificate_skill": proved.code,
        "certificate_reason": "見本の作業のため",
        "wanted_skills": [helping.code],
        "languages": ["en"],
    }
    response = client.post(address, sheet)
    assert response.status_code == 302
    kept = models.Request.objects.get(pk=request.pk)
    assert (kept.certificate, kept.certificate_skill, kept.wanted_skills, kept.languages) == (
        "見本免許",
        proved,
        [helping.code],
        ["en"],
    )
    page = _page(client.get(reverse("volunteers:request-new") + f"?copy={kept.code}"))
    assert f'<option value="{proved.code}" selected>' in page
    assert shift.request_id == kept.pk


def _written(client: PageClient, address: str) -> dict[str, Any]:
    """This function will give what the sheet of a request holds, as a browser would send it."""
    sheet = client.get(address).context["sheet"]
    data: dict[str, Any] = {}
    for form in (sheet.request, sheet.shifts.management_form, *sheet.shifts.forms):
        for field in form:
            value = field.value()
            if hasattr(value, "isoformat"):
                value = f"{value:%H:%M}" if not hasattr(value, "year") else value.isoformat()
            if value not in (None, "", False):
                data[field.html_name] = value
    return data
