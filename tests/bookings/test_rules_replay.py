"""The page of a replay: progress without JavaScript, counts as bars and tables, names for those entitled."""

from datetime import date

import pytest

from backend.accounts import models as accounts
from backend.common import models as common
from bookings import actions, models, tasks
from bookings.actions import replaying
from bookings.queries import replay_results
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, city_official, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SMALL = {"headcount": {"maximum": 5}}


@pytest.fixture
def center() -> models.Center:
    made = make.CenterFactory.create(code="kuji", name="見本交流センター")
    accounts.UserClass.objects.create(municipality=made.municipality, code="registered-group", name="登録団体")
    room = make.RoomFactory.create(center=made)
    leader = UserFactory.create()
    group = GroupFactory.create(name="見本体操会", user_class="registered-group", representative=leader)
    make.BookingFactory.create(room=room, headcount=9, by=leader, for_group=group)
    make.BookingFactory.create(room=room, headcount=4, by=leader, for_group=group, periods=("afternoon",))
    make.BookingFactory.create(
        room=room, headcount=9, by=UserFactory.create(name="見本 花子"), periods=("night",), activity="dance"
    )
    return made


def draft_of(center: models.Center, *, of_the_city: bool = False) -> models.UsageRules:
    return actions.draft_usage_rules(
        {**SMALL, "bans": {"dance": {"activity": "dance"}}},
        municipality=center.municipality,
        center=None if of_the_city else center,
        valid_from=date(2026, 7, 1),
        by=UserFactory.create(),
        now=make.NOW,
    )


def replay(draft: models.UsageRules, *, done: bool = True) -> models.RulesReplay:
    made = actions.request_replay(
        draft, first=date(2026, 5, 1), last=date(2026, 5, 31), by=UserFactory.create(), now=make.NOW
    )
    if done:
        tasks.replay_rules(replay_id=made.pk)
    return models.RulesReplay.objects.get(pk=made.pk)


@pytest.fixture
def desk(client: PageClient, center: models.Center) -> accounts.User:
    person = staff_of(center.code)
    client.force_login(person)
    return person


def test_a_replay_is_asked_for_on_the_page_of_the_draft(
    client: PageClient, desk: accounts.User, center: models.Center
) -> None:
    draft = draft_of(center)
    shown = client.get(f"/usage-rules/{draft.code}/").context["replay_form"].initial
    assert (shown["first"], shown["last"]) == (date(2025, 5, 1), date(2026, 4, 30))
    said = {"first": "2026-05-01", "last": "2026-05-31"}
    response = client.post(f"/usage-rules/{draft.code}/replays/", said)
    made = models.RulesReplay.objects.get()
    assert response.headers["Location"] == f"/rules-replays/{made.code}/"
    assert (made.state, made.total, made.requested_by) == ("queued", 3, desk)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("said", [{"first": "2026-05-31", "last": "2026-05-01"}, {"first": "", "last": ""}])
def test_days_that_are_not_in_order_are_told_at_their_field(
    client: PageClient, center: models.Center, said: dict[str, str]
) -> None:
    response = client.post(f"/usage-rules/{draft_of(center).code}/replays/", said)
    assert response.status_code == 422
    assert not models.RulesReplay.objects.exists()


@pytest.mark.usefixtures("desk")
def test_progress_shows_without_javascript_and_the_page_asks_again(
    client: PageClient, center: models.Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "BATCH", 2)
    made = replay(draft_of(center), done=False)
    replaying._replay_some(made.pk, now=make.NOW)
    response = client.get(f"/rules-replays/{made.code}/")
    assert "計算中 調べた予約2／3件" in pages.words(response)
    assert "いまの進み具合を見る" in response.content.decode()
    assert 'hx-trigger="every 2s"' in response.content.decode()
    tasks.go_on_with_replays()
    after = client.get(f"/rules-replays/{made.code}/").content.decode()
    assert ("refresh" in after.partition("<main")[0], "hx-trigger" in after) == (False, False)


def test_the_result_counts_rules_classes_and_groups(center: models.Center) -> None:
    found = replay_results.result(replay(draft_of(center)), with_names=True)
    assert shares(found.by_rule) == [("人数が多い", 2, 2), ("できない活動", 1, 2)]
    assert sorted(shares(found.by_class)) == [("個人・そのほか", 1, 1), ("登録団体", 1, 2)]
    assert sorted(shares(found.by_group)) == [("団体でない予約", 1, 1), ("見本体操会", 1, 2)]
    assert (found.all.refused, found.all.total, found.all.percent) == (2, 3, 67)


def shares(found: tuple[replay_results.Share, ...]) -> list[tuple[str, int, int]]:
    return [(share.name, share.refused, share.total) for share in found]


@pytest.mark.usefixtures("desk")
def test_the_share_is_drawn_as_a_bar_beside_its_figures(client: PageClient, center: models.Center) -> None:
    made = replay(draft_of(center))
    response = client.get(f"/rules-replays/{made.code}/")
    assert "登録団体 1件 2件 50%" in pages.words(response)
    assert '<rect class="chart__bar" width="50" height="10"/>' in response.content.decode()
    assert "見本体操会" in pages.words(response)
    assert "見本 花子" not in pages.words(response)


def test_the_desk_sees_names_on_a_page_of_its_own_and_each_look_is_recorded(
    client: PageClient, desk: accounts.User, center: models.Center
) -> None:
    made = replay(draft_of(center))
    told = pages.words(client.get(f"/rules-replays/{made.code}/bookings/"))
    assert "見本 花子" in told
    assert "「ダンス" not in told
    looks = common.AuditEntry.objects.filter(kind="look", action="bookings.replay", actor_code=desk.code)
    assert {(look.center_code, look.subject_code) for look in looks} == {("kuji", made.code)}
    assert looks.count() == 2


def test_the_city_sees_counts_and_no_names(client: PageClient, center: models.Center) -> None:
    client.force_login(city_official())
    made = replay(draft_of(center, of_the_city=True))
    told = pages.words(client.get(f"/rules-replays/{made.code}/"))
    assert "団体 1 1件 2件 50%" in told
    assert "見本体操会" not in told
    assert "見本交流センター 2件 3件 67%" in told
    assert client.get(f"/rules-replays/{made.code}/bookings/").status_code == 403


@pytest.mark.usefixtures("desk")
def test_a_replay_is_stopped_and_gone_on_with_from_the_page(client: PageClient, center: models.Center) -> None:
    made = replay(draft_of(center), done=False)
    client.post(f"/rules-replays/{made.code}/stop/")
    assert "職員が止めました。" in pages.words(client.get(f"/rules-replays/{made.code}/"))
    client.post(f"/rules-replays/{made.code}/resumption/")
    tasks.go_on_with_replays()
    made.refresh_from_db()
    assert (made.state, made.done, made.refused) == ("done", 3, 2)


@pytest.mark.usefixtures("desk")
def test_a_result_of_a_draft_that_was_changed_since_says_so(client: PageClient, center: models.Center) -> None:
    draft = draft_of(center)
    made = replay(draft)
    actions.revise_usage_rules(draft, {}, seen=draft.digest, by=UserFactory.create(), now=make.NOW)
    told = pages.words(client.get(f"/rules-replays/{made.code}/"))
    assert "この結果は、直す前の案のものです。" in told
    assert "続きから計算する" not in told


def test_another_desk_learns_nothing_of_a_draft_and_its_replays(client: PageClient, center: models.Center) -> None:
    made = replay(draft_of(center))
    client.force_login(staff_of("suwa"))
    for where in ("", "bookings/"):
        assert client.get(f"/rules-replays/{made.code}/{where}").status_code == 404
    assert client.get(f"/usage-rules/{made.draft.code}/").status_code == 404
