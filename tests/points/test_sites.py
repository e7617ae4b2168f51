import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from backend.common import clock
from backend.common import models as common
from points import actions, enums, errors, models, queries, rules
from tests.factories import accounts, earning
from tests.factories import points as factories
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db

NOW = factories.NOW


def _visit(site: models.Site, person: object, *, after: timedelta = timedelta(), word: str = "") -> actions.Visit:
    return actions.visit_site(site, person=person, word=word, now=NOW + after)  # type: ignore[arg-type]


def test_a_visit_pays_once_in_a_window() -> None:
    earning.radio()
    site, person = earning.site(), accounts.UserFactory.create()
    made = _visit(site, person)
    assert made.posting is not None
    assert (made.posting.amount, made.posting.source_code) == (5, made.visit.code)
    with pytest.raises(errors.AlreadyVisited) as refused:
        _visit(site, person, after=timedelta(hours=2))
    assert refused.value.sentence.startswith("この会場の今回の受付は済んでいます。")
    assert _visit(site, person, after=timedelta(days=1)).posting is not None
    assert common.AuditEntry.objects.filter(action="points.site_visit", about_code=person.code).count() == 2


def test_one_code_pays_each_neighbour_but_never_more_than_the_site_may() -> None:
    """LOVESAIJO 2022: one code was read by several accounts, 22 times."""
    earning.radio(shared_caps=[earning.cap("site", "day", 25)])
    site = earning.site()
    visits = [_visit(site, accounts.UserFactory.create()) for _ in range(22)]
    assert [one.posting.amount if one.posting else 0 for one in visits] == [5] * 5 + [0] * 17
    assert isinstance(visits[-1].refusal, errors.CapReached)
    assert visits[-1].refusal.sentence.startswith("「ラジオ体操」のポイントはひとつの会場で1日に25ポイントまでです。")
    other = earning.site("見本広場")
    assert _visit(other, accounts.UserFactory.create()).posting is not None


def test_nobody_is_at_71_places_in_a_day() -> None:
    """Aeon Kyushu 2018: a spoofed place visited 71 shops in a day."""
    earning.radio(caps={enums.Span.DAY: 20})
    person = accounts.UserFactory.create()
    made = [_visit_or_none(earning.site(f"見本公園{number}"), person, 4 * number) for number in range(71)]
    kept = [one for one in made if one is not None]
    assert len(kept) == 24
    assert sum(one.posting.amount if one.posting else 0 for one in kept) == 20


def _visit_or_none(site: models.Site, person: object, minutes: int) -> actions.Visit | None:
    try:
        return _visit(site, person, after=timedelta(minutes=minutes))
    except errors.AtAnotherSite:
        return None


def test_who_was_elsewhere_a_moment_ago_hears_how_long_to_wait() -> None:
    earning.radio()
    person = accounts.UserFactory.create()
    _visit(earning.site(), person)
    with pytest.raises(errors.AtAnotherSite) as refused:
        _visit(earning.site("見本広場"), person, after=timedelta(minutes=9))
    assert "10分たってから" in refused.value.sentence


def test_a_picture_of_the_code_is_nothing_outside_its_hours() -> None:
    earning.radio()
    site, person = earning.site(), accounts.UserFactory.create()
    with pytest.raises(errors.SiteNotOpen) as refused:
        _visit(site, person, after=timedelta(hours=10))
    assert "6:00〜21:00" in refused.value.sentence
    actions.close_site(site, by=person, now=NOW)
    with pytest.raises(errors.SiteClosed):
        _visit(site, person)


def test_a_picture_of_the_code_is_nothing_without_the_number_of_the_moment() -> None:
    earning.radio()
    site, person = earning.site(asks_word=True), accounts.UserFactory.create()
    for word in ("", "00000", rules.visits.word("another", NOW)):
        with pytest.raises(errors.WrongWord):
            _visit(site, person, word=word)
    assert _visit(site, person, word=rules.visits.word(site.secret, NOW)).posting is not None


def test_a_screen_at_the_site_shows_the_next_number_by_itself() -> None:
    earning.radio()
    site, client = earning.site(asks_word=True), PageClient()
    client.force_login(accounts.administrator())
    page = reverse("points:site-word", args=[site.code])
    shown = []
    for minutes in (0, 5):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            content = client.get(page).content.decode()
        shown.append(re.findall(r'points-total__value">(\d{4})<', content))
        local = (NOW + timedelta(minutes=minutes + 5)).astimezone(clock.TOKYO)
        assert f"次の番号になるのは{local:%-H:%M}です。" in content
        # With JavaScript the number alone is asked for, without it the page.
        assert f'hx-get="{page}" hx-trigger="every 20s" hx-select="#word"' in content
        assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in content
    assert shown == [[rules.visits.word(site.secret, NOW + timedelta(minutes=at))] for at in (0, 5)]


def test_the_number_of_the_moment_is_not_guessed() -> None:
    earning.radio()
    site, other = earning.site(asks_word=True), earning.site("見本広場", asks_word=True)
    person, client = accounts.UserFactory.create(), Client()
    client.force_login(person)
    page = reverse("points:site-visits", args=[site.code])
    tried = [client.post(page, {"word": "よんけた"}).status_code for _ in range(rules.visits.TRIES + 1)]
    assert tried == [422] * rules.visits.TRIES + [429]
    with pytest.raises(errors.WordTriesTooMany):
        _visit(site, person, word=rules.visits.word(site.secret, NOW))
    with pytest.raises(errors.WrongWord):
        _visit(other, person, word="")
    neighbour = accounts.UserFactory.create()
    assert _visit(site, neighbour, word=rules.visits.word(site.secret, NOW)).posting is not None


def test_what_a_visit_would_give_is_told_before_and_changes_nothing() -> None:
    earning.radio(caps={enums.Span.DAY: 7})
    first, second, person = earning.site(), earning.site("見本広場"), accounts.UserFactory.create()
    told = actions.try_visit(first, person=person, now=NOW)
    assert told.posting is not None
    assert (told.posting.amount, models.Posting.objects.count(), models.SiteVisit.objects.count()) == (5, 0, 0)
    _visit(first, person)
    later = NOW + timedelta(minutes=15)
    told = actions.try_visit(second, person=person, now=later)
    assert told.posting is not None
    assert (told.posting.amount, told.posting.asked) == (2, 5)


def test_at_the_limit_the_visit_stands_without_points() -> None:
    earning.radio(caps={enums.Span.DAY: 5})
    first, second, person = earning.site(), earning.site("見本広場"), accounts.UserFactory.create()
    _visit(first, person)
    made = _visit(second, person, after=timedelta(minutes=15))
    assert made.posting is None
    assert made.refusal is not None
    assert "1日に5ポイントまでです" in made.refusal.sentence
    assert queries.visits_of(person.code).count() == 2
    call_command("verify_points", stdout=StringIO())


def test_a_window_says_on_which_days_it_is_open() -> None:
    earning.radio()
    weekdays = earning.window(weekdays=(5, 6))
    site = earning.site(at=weekdays)
    assert queries.open_window(site, NOW) is None
    actions.add_window(site, earning.window(weekdays=(NOW.weekday(),)), by=accounts.UserFactory.create(), now=NOW)
    found = queries.site(site.code)
    assert queries.open_window(found, NOW) is not None
    assert len(queries.windows_in_words(found)) == 2


def test_hours_typed_full_width_are_taken(client: PageClient) -> None:
    earning.radio()
    site = earning.site()
    client.force_login(accounts.city_official())
    day = {"year": "2026", "month": "11", "day": "21"}
    dates = {f"{name}_{part}": value for name in ("starts_on", "ends_on") for part, value in day.items()}
    sent = dates | {"key": "K", "weekdays": "5", "opens_at": "５：３０", "closes_at": "６:４５"}
    assert client.post(reverse("points:site", args=[site.code]), sent).status_code == 302
    assert "2026年11月21日 5:30〜6:45" in queries.windows_in_words(site)
