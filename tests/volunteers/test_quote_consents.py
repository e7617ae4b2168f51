"""The words of a minor in a story: published only when the guardian agrees as well, gone when either does not."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common.models import AuditEntry
from backend.notices.models import Notice
from tests.factories import accounts as people
from tests.factories import consents
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support import pages
from tests.support.client import PageClient
from volunteers import actions, enums, errors, models, queries

pytestmark = pytest.mark.django_db
State = enums.QuoteState
GUARDIAN = actions.Guardian("見本 保護者", "parent")
ANSWER = {"answer": "yes", "guardian_name": "見本 保護者", "relation": "parent", "is_guardian": "on"}
act = actions.quote_consents


@pytest.fixture
def quote() -> models.Quote:
    """A passage of somebody of fifteen, asked for in a published story."""
    minor, shift = people.UserFactory.create(date_of_birth=consents.FIFTEEN), factories.ShiftFactory.create(days=-1)
    consents.given(minor, shift=shift)
    place = made.came(minor, shift=shift)
    return made.quote(made.StoryFactory.create(organisation=place.shift.request.organisation), made.answer(place))


def _asked(quote: models.Quote, shown_as: str = "うみねこ") -> str:
    person = quote.feedback.assignment.person
    actions.stories.agree_to_quote(quote, shown_as=shown_as, by=person, now=NOW)
    return queries.quote_consents.token_of(models.QuoteConsent.objects.get(quote=quote))


def _shown(quote: models.Quote) -> list[tuple[str, str]]:
    return [(one.text, one.shown_as) for one in queries.stories.shown_quotes(quote.story)]


def _state(quote: models.Quote) -> str:
    return models.Quote.objects.get(pk=quote.pk).state


def test_a_minor_is_asked_and_agrees_but_nothing_is_shown_before_the_guardian_agrees(quote: models.Quote) -> None:
    token = _asked(quote)
    assert (_state(quote), _shown(quote)) == (State.ASKED, [])
    act.answer_for_quote(token, gives=True, guardian=GUARDIAN, now=NOW)
    assert (_state(quote), _shown(quote)) == (State.GIVEN, [(quote.text, "うみねこ")])
    told = Notice.objects.filter(user=quote.feedback.assignment.person).values_list("template", flat=True)
    assert "volunteers/quote_guardian_given" in told
    written = AuditEntry.objects.get(action="volunteers.quote-consent")
    assert written.about_code == quote.feedback.assignment.person.code


def test_a_guardians_no_keeps_the_words_out_and_nobody_asks_again(quote: models.Quote) -> None:
    act.answer_for_quote(_asked(quote), gives=False, guardian=GUARDIAN, now=NOW)
    assert (_state(quote), _shown(quote)) == (State.DECLINED, [])
    with pytest.raises(errors.stories.QuoteOnce):
        actions.stories.ask_to_quote(
            quote.story, feedback=quote.feedback, text=quote.text, by=quote.story.written_by, now=NOW
        )


def test_taking_the_consent_back_takes_the_words_down_at_once(quote: models.Quote) -> None:
    token = _asked(quote)
    act.answer_for_quote(token, gives=True, guardian=GUARDIAN, now=NOW)
    for _ in range(2):
        act.withdraw_quote_consent(token, now=NOW)
    assert (_state(quote), _shown(quote)) == (State.WITHDRAWN, [])


def test_what_was_said_once_stands_however_often_it_is_sent(quote: models.Quote) -> None:
    token = _asked(quote)
    act.answer_for_quote(token, gives=True, guardian=GUARDIAN, now=NOW)
    act.answer_for_quote(token, gives=False, guardian=GUARDIAN, now=NOW)
    assert _state(quote) == State.GIVEN


def test_other_words_need_another_consent(quote: models.Quote) -> None:
    token = _asked(quote)
    act.answer_for_quote(token, gives=True, guardian=GUARDIAN, now=NOW)
    shorter = actions.stories.reword_quote(quote, text=quote.text[:4], by=quote.story.written_by, now=NOW)
    assert (_shown(quote), queries.quote_consents.of_quote(shorter)) == ([], None)


def test_the_minor_takes_the_words_back_without_the_guardian(quote: models.Quote) -> None:
    act.answer_for_quote(_asked(quote), gives=True, guardian=GUARDIAN, now=NOW)
    actions.stories.take_back_quote(quote, by=quote.feedback.assignment.person, now=NOW)
    assert _shown(quote) == []


def test_a_link_that_is_not_ours_or_too_old_says_nothing(quote: models.Quote) -> None:
    token = _asked(quote)
    with pytest.raises(errors.ConsentLinkUnknown):
        queries.quote_consents.of_token(f"{token}x", now=NOW)
    with pytest.raises(errors.ConsentLinkOver):
        act.answer_for_quote(token, gives=True, guardian=GUARDIAN, now=NOW + timedelta(days=15))
    with pytest.raises(errors.ConsentNotLive):
        act.withdraw_quote_consent(token, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_database_shows_no_minor_without_a_consent(quote: models.Quote) -> None:
    with pytest.raises(IntegrityError, match="without a guardian"):
        models.Quote.objects.filter(pk=quote.pk).update(state="given", decided_at=NOW)
    act.answer_for_quote(_asked(quote), gives=True, guardian=GUARDIAN, now=NOW)
    for change in (
        lambda: models.QuoteConsent.objects.update(state="withdrawn", withdrawn_at=NOW),
        lambda: models.QuoteConsent.objects.all().delete(),
        lambda: models.Quote.objects.update(shown_as="本名"),
    ):
        with pytest.raises(IntegrityError, match="without a guardian"), transaction.atomic():
            change()
    assert _shown(quote) == [(quote.text, "うみねこ")]


# Pages ---------------------------------------------------------------------------------------------------------------


def _rows() -> list[object]:
    return [*models.Quote.objects.values(), *models.QuoteConsent.objects.values(), *AuditEntry.objects.values()]


def test_opening_the_link_changes_nothing_and_names_nobody_to_search_engines(quote: models.Quote) -> None:
    with time_machine.travel(NOW, tick=False):
        address = reverse("volunteers:quote-guardian", args=[_asked(quote)])
        before = _rows()
        answers = [PageClient().get(address), PageClient().head(address), PageClient().get(address)]
        assert ([one.status_code for one in answers], _rows()) == ([200, 200, 200], before)
        assert "noindex" in answers[0].headers["X-Robots-Tag"]
        gone = PageClient().get(reverse("volunteers:quote-guardian-withdrawal", args=[address.split("/")[-2]]))
        assert (gone.status_code, _rows()) == (405, before)


def test_a_minor_shows_the_link_and_the_guardian_answers_without_an_account(quote: models.Quote) -> None:
    minor, guardian = PageClient(), PageClient()
    minor.force_login(quote.feedback.assignment.person)
    with time_machine.travel(NOW, tick=False):
        done = minor.post(reverse("volunteers:quote-consent", args=[quote.code]), {"named": "none"}, follow=True)
        assert "保護者の方に見せてください" in pages.words(done)
        address = reverse(
            "volunteers:quote-guardian", args=[queries.quote_consents.token_of(models.QuoteConsent.objects.get())]
        )
        assert address in done.content.decode()
        refused = guardian.post(address, {"guardian_name": "見本 保護者"})
        assert ("見本 保護者" in refused.content.decode(), _state(quote)) == (True, State.ASKED)
        given = guardian.post(address, ANSWER, follow=True)
        assert ("同意をいただいています" in pages.words(given), _state(quote)) == (True, State.GIVEN)
        withdrawal = reverse("volunteers:quote-guardian-withdrawal", args=[address.split("/")[-2]])
        assert "事例から消えました" in pages.words(guardian.post(withdrawal, follow=True))
    assert _state(quote) == State.WITHDRAWN


# The other ways: a mail, a number, a desk ----------------------------------------------------------------------------


def _by_mail(quote: models.Quote, contact: str = "hogosha@example.test") -> models.QuoteConsent:
    person = quote.feedback.assignment.person
    actions.stories.agree_to_quote(quote, shown_as="", by=person, now=NOW, contact=contact)
    return queries.quote_consents.detailed().get()


def test_a_guardian_is_asked_by_one_mail_whose_link_is_theirs_and_the_address_goes(
    quote: models.Quote, mailoutbox: list[EmailMessage]
) -> None:
    asked = _by_mail(quote)
    assert (asked.contact, queries.quote_consents.shows_link(asked, now=NOW)) == ("hogosha@example.test", False)
    assert actions.mail_guardians(now=NOW) == 1
    assert actions.mail_guardians(now=NOW) == 0
    (mail,) = mailoutbox
    token = queries.quote_consents.token_of(asked)
    assert (mail.to, reverse("volunteers:quote-guardian", args=[token]) in mail.body) == (
        ["hogosha@example.test"],
        True,
    )
    asked.refresh_from_db()
    assert (asked.contact, asked.mail_due_at, asked.mailed_at) == ("", None, NOW)
    act.answer_for_quote(token, gives=True, guardian=GUARDIAN, now=NOW)
    assert _state(quote) == State.GIVEN


def test_asked_another_way_the_link_of_before_says_nothing(quote: models.Quote) -> None:
    shown = _asked(quote)
    mailed = queries.quote_consents.token_of(_by_mail(quote))
    with pytest.raises(errors.ConsentLinkUnknown):
        act.answer_for_quote(shown, gives=True, guardian=GUARDIAN, now=NOW)
    assert act.answer_for_quote(mailed, gives=False, guardian=GUARDIAN, now=NOW).state == "refused"


def test_no_mail_goes_to_the_minor_and_only_so_many_for_one_wording(quote: models.Quote) -> None:
    with pytest.raises(errors.GuardianIsMinor):
        _by_mail(quote, quote.feedback.assignment.person.email or "")
    assert models.QuoteConsent.objects.count() == 0
    for number in range(5):
        _by_mail(quote, f"hogosha{number}@example.test")
    with pytest.raises(errors.ConsentMailsTooMany):
        _by_mail(quote)
    assert models.QuoteConsent.objects.get().mails == 5


def test_an_answer_ends_the_mail_that_is_still_due(quote: models.Quote, mailoutbox: list[EmailMessage]) -> None:
    token = queries.quote_consents.token_of(_by_mail(quote))
    act.answer_for_quote(token, gives=True, guardian=GUARDIAN, now=NOW)
    assert (actions.mail_guardians(now=NOW), mailoutbox, models.QuoteConsent.objects.get().contact) == (0, [], "")


def test_the_number_on_the_page_leads_the_guardian_to_the_same_answer(quote: models.Quote) -> None:
    minor, guardian = PageClient(), PageClient()
    minor.force_login(quote.feedback.assignment.person)
    with time_machine.travel(NOW, tick=False):
        done = minor.post(reverse("volunteers:quote-consent", args=[quote.code]), {"named": "none"}, follow=True)
        number = queries.consents.short_of(models.QuoteConsent.objects.get())
        assert number in done.content.decode()
        opened = guardian.post(reverse("volunteers:consents"), {"number": number.lower()}, follow=True)
        assert quote.text in opened.content.decode()
        assert _state(quote) == State.ASKED
        unknown = guardian.post(reverse("volunteers:consents"), {"number": "AAAAA-AAAAA"})
        assert unknown.status_code == 404


def test_the_page_takes_an_address_and_keeps_it_where_it_is_refused(quote: models.Quote) -> None:
    minor, person = PageClient(), quote.feedback.assignment.person
    minor.force_login(person)
    page = reverse("volunteers:quote-consent", args=[quote.code])
    with time_machine.travel(NOW, tick=False):
        own = minor.post(page, {"named": "none", "contact": person.email})
        assert (str(person.email) in own.content.decode(), models.QuoteConsent.objects.count()) == (True, 0)
        done = minor.post(page, {"named": "none", "contact": "hogosha@example.test"}, follow=True)
        assert "保護者の方にメールを送りました" in done.content.decode()
        assert "保護者の方に見せてください" not in done.content.decode()


def test_a_desk_that_saw_the_guardian_sign_writes_it_down(quote: models.Quote) -> None:
    _asked(quote)
    desk, person = PageClient(), people.staff_of("kuji")
    desk.force_login(person)
    with time_machine.travel(NOW, tick=False):
        found = desk.post(reverse("volunteers:consent-records"), {"code": quote.code.upper()}, follow=True)
        assert quote.text in found.content.decode()
        sheet = {"guardian_name": "見本 保護者", "relation": "parent"}
        page = reverse("volunteers:quote-consent-record", args=[quote.code])
        again = desk.post(page, sheet)
        assert ("見本 保護者" in again.content.decode(), _state(quote)) == (True, State.ASKED)
        desk.post(page, {**sheet, "seen": "on", "center_code": "kuji"})
    said = models.QuoteConsent.objects.get()
    assert (said.state, said.recorded_by, said.center_code, _state(quote)) == ("given", person, "kuji", State.GIVEN)
    assert AuditEntry.objects.filter(action="volunteers.quote-consent-desk").count() == 2
    with pytest.raises(errors.ConsentNotNeeded):
        act.record_quote_consent(quote, guardian=GUARDIAN, center_code="kuji", by=person, now=NOW)


def test_a_desk_records_nothing_to_which_the_minor_has_not_agreed(quote: models.Quote) -> None:
    with pytest.raises(errors.ConsentNotNeeded):
        act.record_quote_consent(quote, guardian=GUARDIAN, center_code="", by=people.staff_of("kuji"), now=NOW)
    assert _state(quote) == State.ASKED


# Taking it back at a desk --------------------------------------------------------------------------------------------


def _given_at_desk(quote: models.Quote) -> accounts.User:
    _asked(quote)
    staff: accounts.User = people.staff_of("kuji")
    act.record_quote_consent(quote, guardian=GUARDIAN, center_code="kuji", by=staff, now=NOW)
    return staff


def test_a_guardian_takes_the_consent_back_at_a_desk_and_the_words_are_gone(quote: models.Quote) -> None:
    staff = _given_at_desk(quote)
    with time_machine.travel(NOW, tick=False):
        client = PageClient()
        client.force_login(staff)
        record = reverse("volunteers:quote-consent-record", args=[quote.code])
        path = reverse("volunteers:quote-consent-record-withdrawal", args=[quote.code])
        assert path in client.get(record).content.decode()
        assert "元には戻せません" in client.get(path).content.decode()
        assert _state(quote) == State.GIVEN
        page = client.post(path, {"center_code": "kuji"}, follow=True).content.decode()
    assert "同意は取りやめになりました" in page
    assert (_state(quote), _shown(quote)) == (State.WITHDRAWN, [])
    written = AuditEntry.objects.get(action="volunteers.withdraw-quote-consent")
    assert (written.actor_code, written.center_code) == (staff.code, "kuji")
    told = Notice.objects.filter(template__in=["volunteers/quote_guardian_withdrawn", "volunteers/quote_withdrawn"])
    assert quote.feedback.assignment.person_id in told.values_list("user", flat=True)


def test_by_the_link_nobody_of_ours_took_it_back(quote: models.Quote) -> None:
    _given_at_desk(quote)
    token = queries.quote_consents.token_of(models.QuoteConsent.objects.get(quote=quote))
    act.withdraw_quote_consent(token, now=NOW)
    written = AuditEntry.objects.get(action="volunteers.withdraw-quote-consent")
    assert (written.actor_code, written.center_code) == ("", "")


@pytest.mark.parametrize("agreed", [True, False])
def test_a_desk_takes_back_nothing_that_was_not_given(quote: models.Quote, agreed: bool) -> None:
    if agreed:
        _asked(quote)
    with pytest.raises(errors.ConsentNotLive):
        act.withdraw_quote_consent_at_desk(quote, center_code="kuji", by=people.staff_of("kuji"), now=NOW)
