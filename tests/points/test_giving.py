"""Gifts: by the receiver's code only, within the city's limits, with dates that stay, words, and the way back."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from backend.notices import models as notices
from points import actions, enums, models
from points.actions import gift_terms, giving
from points.errors import giving as errors
from points.errors.ledger import KeyReused, NotEnoughPoints
from points.queries import giving as queries
from tests.factories import accounts
from tests.factories import giving as gifts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

NOW, TODAY = factories.NOW, factories.TODAY


def _balance(code: str) -> int:
    return models.Account.objects.get(owner_code=code).balance


def _lots(code: str) -> list[tuple[date, int]]:
    found = models.Lot.objects.filter(account__owner_code=code, remaining__gt=0).order_by("expires_on", "id")
    return list(found.values_list("expires_on", "remaining"))


def _committed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _reconciled() -> None:
    _committed()
    actions.seal_chain(now=NOW)
    call_command("verify_points", stdout=StringIO())


def test_a_gift_goes_by_the_receivers_code_and_both_hear_of_it_without_full_names() -> None:
    gifts.terms()
    giver, taker = gifts.adult(50), gifts.adult(name="例示 太郎")
    made = gifts.give(giver, taker, 30, note="いつもありがとう")
    assert (_balance(giver.code), _balance(taker.code)) == (20, 30)
    told = {one.user_id: one.subject for one in notices.Notice.objects.all()}
    assert told == {giver.pk: "例示さんに30ポイントを贈りました", taker.pk: "見本さんから30ポイントが届きました"}
    everything = "".join(notices.Notice.objects.values_list("body", flat=True))
    assert "いつもありがとう" in everything
    sent, got = (queries.shown([made], to=code)[0] for code in (giver.code, taker.code))
    assert (sent.other_name, sent.is_sent, got.other_name, got.is_sent) == ("例示さん", True, "見本さん", False)
    _reconciled()


def test_without_published_terms_nobody_gives() -> None:
    giver, taker = gifts.adult(50), gifts.adult()
    with pytest.raises(errors.GivingNotOpen):
        gifts.give(giver, taker, 10)


def test_terms_hold_from_their_day_and_never_from_a_day_that_is_over() -> None:
    gifts.terms(per_gift=10, minor_per_gift=10)
    gifts.terms(per_gift=40, starts_on=TODAY + timedelta(days=1), minor_per_gift=10)
    giver, taker = gifts.adult(50), gifts.adult()
    with pytest.raises(errors.GiftTooLarge) as refused:
        gifts.give(giver, taker, 11)
    assert refused.value.sentence == "一度に贈れるのは10ポイントまでです。10ポイント以下にしてください。"
    assert gifts.give(giver, taker, 40, now=NOW + timedelta(days=1)).amount == 40
    with pytest.raises(errors.GiftTermsDatesInvalid):
        gifts.terms(starts_on=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("giver_day", "あなたがあげる分は、1日に30ポイントまでです。いま贈れるのは、あと10ポイントです。"),
        ("giver_month", "あなたがあげる分は、1か月に30ポイントまでです。いま贈れるのは、あと10ポイントです。"),
        ("giver_fiscal_year", "あなたがあげる分は、1年度に30ポイントまでです。いま贈れるのは、あと10ポイントです。"),
        ("pair_month", "同じ相手へあげる分は、1か月に30ポイントまでです。いま贈れるのは、あと10ポイントです。"),
        ("person_day", "相手の方が受け取る分は、1日に30ポイントまでです。少なくするか、日をあらためてください。"),
    ],
)
def test_each_limit_refuses_the_first_point_too_many_and_says_what_is_left(limit: str, words: str) -> None:
    gifts.terms(**{limit: 30})  # type: ignore[arg-type]
    giver, taker = gifts.adult(50), gifts.adult()
    gifts.give(giver, taker, 20)
    with pytest.raises(errors.GiftLimitReached) as refused:
        gifts.give(giver, taker, 11)
    assert refused.value.sentence == words
    assert gifts.give(giver, taker, 10).amount == 10
    _reconciled()


@pytest.mark.parametrize(
    ("limit", "later"),
    [("giver_day", date(2026, 11, 21)), ("giver_month", date(2026, 12, 1)), ("giver_fiscal_year", date(2027, 4, 1))],
)
def test_a_limit_begins_anew_with_its_window(limit: str, later: date) -> None:
    gifts.terms(**{limit: 20})  # type: ignore[arg-type]
    giver, taker = gifts.adult(50), gifts.adult()
    gifts.give(giver, taker, 20)
    after = NOW + (later - TODAY)
    with pytest.raises(errors.GiftLimitReached):
        gifts.give(giver, taker, 1, now=after - timedelta(days=1) if limit != "giver_day" else NOW)
    assert gifts.give(giver, taker, 20, now=after).amount == 20


def test_a_community_has_a_limit_of_its_own() -> None:
    gifts.terms(community_month=30, person_month=1)
    giver, manager = gifts.adult(50), gifts.adult()
    body = gifts.community(manager)
    word = giving.open_community_address(body, by=manager, now=NOW).word
    plan = giving.GiftPlan(word=word, amount=30, key="a")
    assert giving.give_gift(plan, by=giver, now=NOW).taker.name == body.name
    with pytest.raises(errors.GiftLimitReached) as refused:
        giving.give_gift(giving.GiftPlan(word=word, amount=1, key="b"), by=giver, now=NOW)
    assert refused.value.sentence.startswith("相手の団体が受け取る分は、1か月に30ポイントまでです。")
    assert queries.community_points(queries.community_account(body.code), today=TODAY) == 30


def test_limits_are_told_before_as_the_gift_keeps_them_and_nothing_of_what_others_gave() -> None:
    gifts.terms(giver_day=30, pair_month=25, person_month=90)
    giver, taker = gifts.adult(50), gifts.adult()
    gifts.give(giver, taker, 20)
    address = queries.open_address(taker.code, now=NOW)
    assert address is not None
    found = queries.limits(giver.code, queries.taker_of(address), day=TODAY)
    assert {(one.side, one.most, one.left) for one in found} == {
        ("giver", 30, 10), ("pair", 25, 5), ("person", 90, None)
    }  # fmt: skip


def test_the_same_press_twice_gives_once_and_another_gift_by_its_key_is_refused() -> None:
    gifts.terms()
    giver, taker = gifts.adult(50), gifts.adult()
    first, again = (gifts.give(giver, taker, 10, note="どうぞ", key="K") for _ in range(2))
    assert (first.code, _balance(giver.code), models.GiftNote.objects.count()) == (again.code, 40, 1)
    for other in ({"amount": 11, "note": "どうぞ"}, {"amount": 10, "note": "別の言葉"}):
        with pytest.raises(KeyReused):
            gifts.give(giver, taker, **other, key="K")  # type: ignore[arg-type]


def test_minors_and_who_told_no_birthday_give_and_get_little_and_children_nothing() -> None:
    gifts.terms(minor_per_gift=5)
    grown, young, silent = gifts.adult(50), gifts.adult(50, date_of_birth="2010-01-01"), gifts.adult(date_of_birth=None)
    for giver, taker in ((young, grown), (grown, young), (grown, silent)):
        with pytest.raises(errors.GiftTooLarge):
            gifts.give(giver, taker, 6)
        assert gifts.give(giver, taker, 5).amount == 5
    child = gifts.adult(50, date_of_birth="2012-01-01")
    with pytest.raises(errors.GiftTooYoung):
        gifts.give(child, grown, 1)
    with pytest.raises(errors.GiftCodeUnknown):
        gifts.give(grown, child, 1)


def test_codes_that_are_unknown_ended_stale_or_unwelcome_are_refused_alike() -> None:
    gifts.terms()
    giver, taker = gifts.adult(50), gifts.adult()
    ended = gifts.word_of(taker)
    renewed = giving.open_address(person=taker, name_form=enums.GiftName.FAMILY, now=NOW).word
    gift = gifts.give(giver, taker, 5)
    told = set()
    giving.block_giver(gift, by=taker, now=NOW)
    for word, moment in (("0000000000", NOW), (ended, NOW), (renewed, NOW), (renewed, NOW + timedelta(days=31))):
        with pytest.raises(errors.GiftCodeUnknown) as refused:
            giving.taker_by_word(word, by=giver, now=moment)
        told.add(refused.value.sentence)
    assert len(told) == 1
    giving.close_address(taker.code, by=taker, now=NOW)
    with pytest.raises(errors.GiftCodeUnknown):
        giving.taker_by_word(renewed, by=gifts.adult(), now=NOW)


@pytest.mark.parametrize("known", ["name", "code", "email"])
def test_nobody_is_found_by_name_number_or_address(known: str) -> None:
    """Whoever is there is told apart from nobody by their receiving code alone."""
    gifts.terms()
    giver, taker = gifts.adult(50), gifts.adult(name="例示 太郎")
    gifts.word_of(taker)
    plan = giving.GiftPlan(word=getattr(taker, known), amount=10, key="K")
    with pytest.raises(errors.GiftCodeUnknown):
        giving.give_gift(plan, by=giver, now=NOW)
    assert _balance(giver.code) == 50


def test_who_guesses_codes_waits_even_with_a_right_one() -> None:
    gifts.terms()
    giver, word = gifts.adult(50), gifts.word_of(gifts.adult())
    for number in range(30):
        with pytest.raises(errors.GiftCodeUnknown):
            giving.taker_by_word(f"GUESS{number:05}", by=giver, now=NOW)
    with pytest.raises(errors.GiftTriesTooMany):
        giving.taker_by_word(word, by=giver, now=NOW)
    assert giving.taker_by_word(word, by=gifts.adult(), now=NOW).name == "見本さん"


def test_a_code_is_read_as_people_type_it_and_is_no_way_to_oneself() -> None:
    person, word = gifts.adult(), gifts.word_of(gifts.adult())
    assert giving.taker_by_word(f" {word[:5].lower()}-{word[5:]} ", by=person, now=NOW).word == word
    with pytest.raises(errors.GiftToOneself):
        giving.taker_by_word(gifts.word_of(person), by=person, now=NOW)


def test_a_code_shows_the_name_its_owner_agreed_to_and_no_full_name_or_address() -> None:
    owner, other = gifts.adult(name="見本 花子"), gifts.adult()
    made = giving.open_address(person=owner, name_form="nickname", nickname="はなちゃん", now=NOW)
    assert giving.taker_by_word(made.word, by=other, now=NOW).name == "はなちゃんさん"
    for bad in ("", "見本花子です", "090-1111-2222"):
        with pytest.raises(errors.NicknameMissing):
            giving.open_address(person=owner, name_form="nickname", nickname=bad, now=NOW)


def test_ping_pong_never_makes_points_younger() -> None:
    gifts.terms()
    factories.rule(expiry=("days", 30))
    ann, ben = gifts.adult(40), gifts.adult()
    before = _lots(ann.code)
    for _ in range(5):
        gifts.give(ann, ben, 40)
        gifts.give(ben, ann, 40)
    assert _lots(ann.code) == before == [(TODAY + timedelta(days=30), 40)]
    _reconciled()


def test_a_gift_takes_what_expires_first_and_keeps_each_date() -> None:
    gifts.terms()
    factories.rule(expiry=("days", 30))
    factories.rule("later", expiry=("days", 90))
    ann, ben = gifts.adult(10), gifts.adult()
    factories.earn(ann, 10, rule_code="later")
    gifts.give(ann, ben, 15)
    assert _lots(ben.code) == [(TODAY + timedelta(days=30), 10), (TODAY + timedelta(days=90), 5)]
    assert _lots(ann.code) == [(TODAY + timedelta(days=90), 5)]


def test_a_decree_reaches_given_points_by_their_date_and_by_whose_they_are() -> None:
    gifts.terms()
    ann, ben = gifts.adult(30), gifts.adult()
    gifts.give(ann, ben, 10)
    _committed()
    factories.decree(owners=(ben.code,))
    actions.carry_over(now=NOW)
    assert (_lots(ann.code), _lots(ben.code)) == ([(date(2028, 3, 31), 20)], [(date(2029, 3, 31), 10)])
    gifts.give(ben, ann, 10)
    assert _lots(ann.code) == [(date(2028, 3, 31), 20), (date(2029, 3, 31), 10)]
    _reconciled()


def test_a_gift_goes_back_whole_with_its_dates_and_counts_no_more() -> None:
    gifts.terms(giver_day=30)
    ann, ben = gifts.adult(30), gifts.adult()
    before = _lots(ann.code)
    gift = gifts.give(ann, ben, 30)
    for _ in range(2):
        assert giving.return_gift(gift, by=ben, now=NOW).returned_by_code == ben.code
    assert (_lots(ann.code), _lots(ben.code)) == (before, [])
    assert set(models.GiftCounter.objects.values_list("used", flat=True)) == {0}
    assert notices.Notice.objects.filter(user=ann, subject="贈った30ポイントが戻りました").count() == 1
    assert gifts.give(ann, ben, 30).amount == 30
    _reconciled()


def test_a_gift_that_was_touched_or_kept_too_long_does_not_go_back() -> None:
    gifts.terms(return_days=7)
    ann, ben = gifts.adult(30), gifts.adult()
    touched, kept = gifts.give(ann, ben, 10), gifts.give(ann, ben, 10)
    gifts.give(ben, ann, 1)
    with pytest.raises(errors.GiftUsed):
        giving.return_gift(touched, by=ben, now=NOW)
    with pytest.raises(errors.GiftKept):
        giving.return_gift(kept, by=ben, now=NOW + timedelta(days=7, seconds=1))
    assert giving.return_gift(kept, by=ben, now=NOW + timedelta(days=7)).returned_at is not None
    _reconciled()


def test_other_points_of_the_taker_never_go_back_for_a_gift_whoever_reverses_it() -> None:
    gifts.terms()
    ann, ben = gifts.adult(10), gifts.adult()
    gift = gifts.give(ann, ben, 10)
    gifts.give(ben, gifts.adult(), 10)
    factories.earn(ben, 10)
    with pytest.raises(NotEnoughPoints):
        actions.reverse(gift.posting.code, reason="誤り", key="r", by=None, now=NOW)


def test_words_lose_addresses_and_are_answered_once() -> None:
    gifts.terms()
    ann, ben = gifts.adult(30), gifts.adult()
    gift = gifts.give(ann, ben, 10, note="電話は090-1111-2222、mihon@example.test です")
    note = gift.notes.get()
    assert (note.text, note.is_masked) == ("電話は［電話番号］、［メールアドレス］ です", True)
    giving.answer_gift(gift, "ありがとう", by=ben, now=NOW)
    assert (
        notices.Notice.objects.get(user=ann, template="points/gift_answered").subject
        == "見本さんからお返事が届きました"
    )
    with pytest.raises(errors.GiftAnswered):
        giving.answer_gift(gift, "もう一度", by=ben, now=NOW)


def test_reported_words_are_hidden_from_both_by_somebody_else_and_kept_for_the_city() -> None:
    gifts.terms()
    official = accounts.city_official()
    ann, ben = gifts.adult(30), gifts.adult()
    gift = gifts.give(ann, ben, 10, note="いやな言葉")
    report = gift_terms.report_note(gift, "giver", reason="いやがらせです", by=ben, now=NOW)
    with pytest.raises(errors.OwnWords):
        gift_terms.report_note(gift, "giver", reason="自分の", by=ann, now=NOW)
    with pytest.raises(errors.NoteReported), transaction.atomic():
        gift_terms.report_note(gift, "giver", reason="もう一度", by=ben, now=NOW)
    with pytest.raises(errors.OwnWords):
        gift_terms.decide_note_report(report.code, hide=True, reason="不適切", by=ben, now=NOW)
    gift_terms.decide_note_report(report.code, hide=True, reason="不適切", by=official, now=NOW)
    for reader in (ann, ben):
        shown = queries.shown([gift], to=reader.code)[0].note
        assert shown is not None
        assert (shown.text, shown.is_hidden) == ("", True)
    assert models.GiftNote.objects.get().text == "いやな言葉"
    with pytest.raises(errors.ReportDecided):
        gift_terms.decide_note_report(report.code, hide=False, reason="", by=official, now=NOW)


def test_a_block_ends_when_its_owner_lifts_it() -> None:
    gifts.terms()
    ann, ben = gifts.adult(30), gifts.adult()
    block = giving.block_giver(gifts.give(ann, ben, 10), by=ben, now=NOW)
    with pytest.raises(errors.GiftCodeUnknown):
        gifts.give(ann, ben, 10)
    giving.unblock_giver(block, by=ben, now=NOW)
    assert gifts.give(ann, ben, 10).amount == 10


def test_a_community_uses_its_points_at_a_center_once_and_all_who_act_for_it_hear() -> None:
    gifts.terms()
    manager, other = gifts.adult(), gifts.adult()
    body = gifts.community(manager)
    body.members.create(user=other, role="manager")
    word = giving.open_community_address(body, by=manager, now=NOW).word
    giving.give_gift(giving.GiftPlan(word=word, amount=30, key="a"), by=gifts.adult(30), now=NOW)
    plan = gift_terms.UsePlan(center_code="kuji", amount=20, purpose="コピー代", key="U")
    used, again = (gift_terms.use_for_community(body, plan, by=manager, now=NOW)[0] for _ in range(2))
    assert used.code == again.code
    assert _balance(body.code) == 10
    assert notices.Notice.objects.filter(template="points/community_use").count() == 2
    with pytest.raises(NotEnoughPoints):
        gift_terms.use_for_community(
            body, gift_terms.UsePlan(center_code="kuji", amount=11, purpose="茶", key="V"), by=manager, now=NOW
        )
    _reconciled()


ATTACKS = {
    "points_gift_stays": "UPDATE points_gift SET return_until = return_until + interval '1 day'",
    "points_gift_never_deleted": "DELETE FROM points_gift",
    "points_gift_of_its_posting": """INSERT INTO points_gift (code, scope, posting_id, giver_code, taker_kind,
        taker_code, amount, given_on, given_at, returned_by_code) SELECT 'gf-X', scope, 0, giver_code, taker_kind,
        taker_code, amount, given_on, given_at, '' FROM points_gift""",
    "points_gift_returned_by_its_reversal": """UPDATE points_gift SET returned_at = now(),
        return_posting_id = posting_id""",
    "points_gift_counter_counts": "UPDATE points_giftcounter SET used = 0 WHERE side = 'giver'",
    "points_giftcounter_keeps": "UPDATE points_giftcounter SET subject = 'u-X'",
    "points_giftcounter_never_deleted": "DELETE FROM points_giftcounter",
    "points_gift_limit_is_kept": "UPDATE points_giftcounter SET used = 31 WHERE side = 'giver' AND span = 'day'",
    "points_giftterms_append_only": "UPDATE points_giftterms SET per_gift = 9999",
    "points_gift_note_stays": "UPDATE points_giftnote SET text = '別の言葉'",
    "points_gift_address_ends_once": "UPDATE points_giftaddress SET owner_code = 'u-X'",
    "points_giftaddress_never_deleted": "DELETE FROM points_giftaddress",
}


@pytest.mark.parametrize("guard", ATTACKS)
def test_sql_by_hand_is_refused(guard: str) -> None:
    gifts.terms(giver_day=30)
    gifts.give(gifts.adult(30), gifts.adult(), 10, note="どうぞ")
    _committed()
    with connection.cursor() as cursor, pytest.raises(IntegrityError) as refused, transaction.atomic():
        cursor.execute(f"{ATTACKS[guard]}; SET CONSTRAINTS ALL IMMEDIATE")
    assert refused.value.__cause__.diag.constraint_name == guard  # type: ignore[union-attr]
