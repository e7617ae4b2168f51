"""Thanks, answers, reports, and what the city counts: the actions."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from backend.accounts import models as accounts
from backend.common.models import AuditEntry
from backend.notices.models import Notice
from tests.factories import accounts as people
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import actions, enums, errors, models
from volunteers.queries import thanks as found

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def _manager(place: models.Assignment) -> accounts.User:
    return factories.manager_of(place.shift.request)


def _told(person: accounts.User) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("template", flat=True))


def test_everybody_who_came_is_thanked_at_once_each_in_their_own_words() -> None:
    first = made.came()
    second = made.came(shift=first.shift)
    manager = _manager(first)
    words = {first.code: "重い物を運んでくれて、ありがとう。", second.code: "みなさん、ありがとう。"}
    actions.thanks.thank(first.shift, words=words, by=manager, now=NOW)
    kept = {one.assignment.code: one.text for one in models.Feedback.objects.filter(way="thanks")}
    assert kept == words
    assert [_told(one.person) for one in (first, second)] == [["volunteers/thanks"], ["volunteers/thanks"]]


def test_the_words_are_in_no_mail() -> None:
    place = made.came()
    actions.thanks.thank(place.shift, words={place.code: "ないしょのお礼"}, by=_manager(place), now=NOW)
    actions.thanks.answer(place, by=place.person, now=NOW, text="ないしょの感想")
    assert [notice.body for notice in Notice.objects.all() if "ないしょ" in notice.body + notice.subject] == []


def test_nobody_is_thanked_before_the_end() -> None:
    place = factories.confirmed(factories.ShiftFactory.create(days=1))
    with pytest.raises(errors.thanks.ActivityNotOver):
        actions.thanks.thank(place.shift, words={place.code: "ありがとう"}, by=_manager(place), now=NOW)


def test_who_did_not_come_is_not_thanked_and_nobody_with_them() -> None:
    place = made.came()
    absent = factories.confirmed(place.shift)
    with pytest.raises(errors.thanks.DidNotCome):
        actions.thanks.thank(
            place.shift, words={place.code: "ありがとう", absent.code: "ありがとう"}, by=_manager(place), now=NOW
        )
    assert models.Feedback.objects.count() == 0


def test_an_attendance_that_was_crossed_out_is_none() -> None:
    place = made.came()
    models.Attendance.objects.filter(assignment=place).update(voided_at=NOW)
    with pytest.raises(errors.thanks.DidNotCome):
        actions.thanks.answer(place, by=place.person, now=NOW, text="楽しかった")


def test_nobody_can_thank_themselves() -> None:
    place = made.came()
    people.OrganisationMemberFactory.create(organisation=place.shift.request.organisation, user=place.person)
    with pytest.raises(errors.thanks.OwnThanks):
        actions.thanks.thank(place.shift, words={place.code: "わたし、ありがとう"}, by=place.person, now=NOW)


def test_somebody_is_thanked_once_and_not_again() -> None:
    place = made.came()
    manager = _manager(place)
    actions.thanks.thank(place.shift, words={place.code: "ありがとう"}, by=manager, now=NOW)
    with pytest.raises(errors.thanks.AlreadySaid):
        actions.thanks.thank(place.shift, words={place.code: "ありがとう、もう一度"}, by=manager, now=NOW)
    assert models.Feedback.objects.get().text == "ありがとう"


@pytest.mark.parametrize("words", ["", "  \n"])
def test_thanks_without_a_word_are_refused(words: str) -> None:
    place = made.came()
    with pytest.raises(errors.thanks.NothingSaid):
        actions.thanks.thank(place.shift, words={place.code: words}, by=_manager(place), now=NOW)


def test_an_answer_reaches_the_organisers_who_are_not_told_by_whom() -> None:
    place = made.came()
    manager = _manager(place)
    actions.thanks.answer(place, by=place.person, now=NOW, impressions=[enums.Impression.ENJOYED])
    (notice,) = Notice.objects.filter(user=manager)
    assert notice.template == "volunteers/answer"
    assert place.person.name not in notice.subject + notice.body


def test_an_answer_says_something() -> None:
    place = made.came()
    with pytest.raises(errors.thanks.NothingSaid):
        actions.thanks.answer(place, by=place.person, now=NOW, text=" ")


def test_an_answer_changes_nothing_but_itself() -> None:
    place = made.came()
    before = (place.state, place.attendance.proposed_minutes, place.attendance.approved_at, place.shift.taken)
    actions.thanks.answer(place, by=place.person, now=NOW, text="人手が足りなかった")
    place.refresh_from_db()
    after = (place.state, place.attendance.proposed_minutes, place.attendance.approved_at, place.shift.taken)
    assert after == before


def test_unread_words_are_put_right_within_a_day() -> None:
    said = made.answer(made.came(), text="たのしかつた")
    changed = actions.thanks.change_feedback(said, by=said.by, now=NOW, text="楽しかった", impressions=["enjoyed"])
    assert (changed.text, changed.impressions, changed.changed_at) == ("楽しかった", ["enjoyed"], NOW)


def test_what_was_read_is_added_to_and_not_changed() -> None:
    said = made.answer(made.came())
    actions.thanks.read_answers(said.assignment.shift, by=_manager(said.assignment), now=NOW)
    with pytest.raises(errors.thanks.NoLongerEditable):
        actions.thanks.change_feedback(said, by=said.by, now=NOW, text="やっぱり")
    actions.thanks.add_to_feedback(said, text="道具もよかった", by=said.by, now=NOW)
    assert [one.text for one in said.additions.all()] == ["道具もよかった"]


def test_what_is_a_day_old_is_not_changed() -> None:
    said = made.answer(made.came(), written_at=NOW - 24 * HOUR)
    with pytest.raises(errors.thanks.NoLongerEditable):
        actions.thanks.change_feedback(said, by=said.by, now=NOW, text="やっぱり")


def test_reading_ones_own_words_is_no_reading() -> None:
    said = made.answer(made.came())
    actions.thanks.read_answers(said.assignment.shift, by=said.by, now=NOW)
    said.refresh_from_db()
    assert said.read_at is None


def test_a_look_at_somebodys_answer_is_recorded_once_per_look() -> None:
    said = made.answer(made.came())
    manager = _manager(said.assignment)
    actions.thanks.read_answers(said.assignment.shift, by=manager, now=NOW)
    actions.thanks.read_answers(said.assignment.shift, by=manager, now=NOW + HOUR)
    looks = AuditEntry.objects.filter(action="volunteers.feedback", actor_code=manager.code)
    assert [look.about_code for look in looks] == [said.by.code] * 2
    said.refresh_from_db()
    assert said.read_at == NOW


def test_after_five_additions_it_is_enough() -> None:
    said = made.answer(made.came())
    for number in range(5):
        actions.thanks.add_to_feedback(said, text=f"{number}", by=said.by, now=NOW)
    with pytest.raises(errors.thanks.NothingToAdd):
        actions.thanks.add_to_feedback(said, text="まだ", by=said.by, now=NOW)
    assert said.additions.count() == 5


def test_an_empty_addition_is_refused() -> None:
    said = made.answer(made.came())
    with pytest.raises(errors.thanks.NothingSaid):
        actions.thanks.add_to_feedback(said, text=" ", by=said.by, now=NOW)


def test_a_report_reaches_the_citys_section_in_charge_without_a_word_of_it() -> None:
    said = made.answer(made.came(), text="ひどいことば")
    official, manager = people.city_official(), _manager(said.assignment)
    actions.thanks.report_feedback(said, reason="いやがらせ", by=manager, now=NOW)
    (notice,) = Notice.objects.filter(user=official)
    assert notice.template == "volunteers/feedback_reported"
    assert [word for word in ("ひどい", "いやがらせ", said.by.name) if word in notice.body] == []


def test_what_is_before_the_city_is_not_reported_again() -> None:
    said = made.answer(made.came())
    manager = _manager(said.assignment)
    actions.thanks.report_feedback(said, reason="いやがらせ", by=manager, now=NOW)
    with pytest.raises(errors.thanks.AlreadyReported):
        actions.thanks.report_feedback(said, reason="もう一度", by=manager, now=NOW)


def test_a_report_has_words() -> None:
    said = made.answer(made.came())
    with pytest.raises(errors.thanks.ReportNeedsReason):
        actions.thanks.report_feedback(said, reason=" ", by=_manager(said.assignment), now=NOW)


def test_the_city_hides_with_a_reason_that_both_sides_read() -> None:
    said = made.answer(made.came())
    manager, official = _manager(said.assignment), people.city_official()
    report = made.report(said, manager)
    actions.thanks.decide_report(report, outcome="hidden", note="人を傷つけることば", by=official, now=NOW)
    said.refresh_from_db()
    assert (said.hidden_at, said.hidden_by, said.hidden_reason) == (NOW, official, "人を傷つけることば")
    assert [_told(one) for one in (said.by, manager)] == [["volunteers/feedback_hidden"]] * 2


def test_what_the_city_leaves_is_told_to_who_reported_it_and_not_to_who_wrote_it() -> None:
    said = made.answer(made.came())
    manager = _manager(said.assignment)
    report = made.report(said, manager)
    actions.thanks.decide_report(
        report, outcome="kept", note="問題は見当たりません", by=people.city_official(), now=NOW
    )
    said.refresh_from_db()
    assert (said.is_hidden, _told(said.by), _told(manager)) == (False, [], ["volunteers/feedback_kept"])


def test_a_decision_has_words_and_is_made_once() -> None:
    said = made.answer(made.came())
    report, official = made.report(said, _manager(said.assignment)), people.city_official()
    with pytest.raises(errors.thanks.DecisionNeedsWords):
        actions.thanks.decide_report(report, outcome="hidden", note=" ", by=official, now=NOW)
    actions.thanks.decide_report(report, outcome="kept", note="このまま", by=official, now=NOW)
    with pytest.raises(errors.thanks.ReportDecided):
        actions.thanks.decide_report(report, outcome="hidden", note="やはり", by=official, now=NOW)


def test_nothing_is_added_to_what_is_hidden() -> None:
    said = made.answer(made.came(), hidden_at=NOW, hidden_by=people.city_official(), hidden_reason="見本")
    with pytest.raises(errors.thanks.NothingToAdd):
        actions.thanks.add_to_feedback(said, text="まだ言う", by=said.by, now=NOW)


def test_the_looks_of_the_city_at_a_report_are_recorded_for_both_people() -> None:
    said = made.thanks(made.came(), by=people.UserFactory.create())
    report, official = made.report(said, said.assignment.person), people.city_official()
    actions.thanks.read_report(report, by=official, now=NOW)
    looks = AuditEntry.objects.filter(action="volunteers.feedback-report")
    assert {look.about_code for look in looks} == {said.by.code, said.assignment.person.code}


def _answers(count: int, *, field: models.Field, impression: str, **fields: object) -> None:
    request = factories.RequestFactory.create(field=field)
    shift = factories.ShiftFactory.create(days=-1, request=request, capacity=20)
    for _ in range(count):
        written = {"impressions": [impression], "city_may_read": True} | fields
        made.answer(made.came(shift=shift), **written)


def _counts(field: models.Field | None = None) -> dict[str, int]:
    hints = found.hints(year=2026, field=field).hints
    return {hint.impression.value: hint.count for hint in hints if hint.count is not None}


def test_the_city_counts_what_it_may_read_and_leaves_out_small_numbers() -> None:
    field = factories.FieldFactory.create()
    _answers(6, field=field, impression="unclear")
    _answers(4, field=field, impression="unsafe")
    _answers(3, field=field, impression="unclear", city_may_read=False)
    assert (_counts(), found.hints(year=2026, field=None).answers) == ({"unclear": 6}, 10)


def test_of_a_field_nothing_is_counted_that_the_total_less_the_others_would_tell() -> None:
    large, small = factories.FieldFactory.create_batch(2)
    _answers(6, field=large, impression="unclear")
    _answers(2, field=small, impression="unclear")
    assert (_counts(), _counts(large), _counts(small)) == ({"unclear": 8}, {}, {})


def test_words_are_given_only_where_there_are_enough_answers() -> None:
    field = factories.FieldFactory.create()
    _answers(4, field=field, impression="unclear", text="地図があるとよい")
    assert found.hints(year=2026, field=None).words == []
    _answers(1, field=field, impression="unclear", text="地図があるとよい")
    assert len(found.hints(year=2026, field=None).words) == 5


def test_what_is_hidden_or_of_another_year_is_not_counted() -> None:
    field = factories.FieldFactory.create()
    _answers(
        6, field=field, impression="unclear", hidden_at=NOW, hidden_by=people.city_official(), hidden_reason="見本"
    )
    _answers(6, field=field, impression="unsafe")
    assert (_counts(), found.hints(year=2025, field=None).answers) == ({"unsafe": 6}, None)


def test_a_volunteer_closes_an_answer_to_the_city_at_any_time() -> None:
    said = made.answer(made.came(), city_may_read=True, written_at=NOW - 100 * 24 * HOUR, read_at=NOW)
    actions.thanks.let_city_read(said, allowed=False, by=said.by, now=NOW)
    said.refresh_from_db()
    assert said.city_may_read is False


def test_nothing_but_its_own_queries_reads_what_people_said() -> None:
    """Neither who is suggested nor who is accepted nor the roster can depend on an answer."""
    allowed = {"thanks", "stories", "_thanks_notices", "feedback_reports", "quotes", "quote_consents", "guardian_mails"}
    readers = [
        path.stem
        for path in (Path(__file__).parents[2] / "volunteers").rglob("*.py")
        if "migrations" not in path.parts
        and path.stem not in allowed | {"feedback", "__init__", "permissions", "enums"}
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"Feedback", "FeedbackReport", "feedback"}
    ]
    assert readers == []
