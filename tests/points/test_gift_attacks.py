"""SQL written by hand against gifts, their words, and what communities use: each meets its guard."""

import pytest

from points.actions import gift_terms, giving
from tests.factories import giving as gifts
from tests.factories import tills

pytestmark = pytest.mark.django_db
NOW = gifts.NOW
GIVER, TAKER, OTHER, BODY = "u-GIVER", "u-TAKER", "u-OTHER", "o-BODY"
GIFT = f"(SELECT posting_id FROM points_gift WHERE giver_code = '{GIVER}')"


def account(owner: str) -> str:
    """This function will give SQL for somebody's account."""
    return f"(SELECT id FROM points_account WHERE owner_code = '{owner}')"


def forged_gift(**lies: str) -> str:
    """This function will give SQL that gives Taker five points as the ledger does, right but for the given parts."""
    told = {
        "giver": GIVER,
        "taker": TAKER,
        "amount": "5",
        "day": "date '2026-11-20'",
        "at": "'2026-11-20 12:00+09'",
    } | lies
    return f"""
        DO $$ DECLARE v points_posting; BEGIN
            v.debit_id := {account(told["giver"])};
            v.credit_id := {account(told["taker"])};
            v := points_write(points_draft(v, 'pt-X', 'home', 'give', {told["amount"]}, 'gift', 'pt-X', {told["day"]},
                                           'x', sha256('x'), '', {told["at"]}));
            PERFORM points_spend_lots(v.debit_id, v.id, {told["amount"]}, date '2026-11-20');
            PERFORM points_copy_lots(v.id, v.id, v.credit_id);
        END $$
    """


def forged_return(lot: str) -> str:
    """This function will give SQL that sends Giver's gift back out of one of the taker's lots."""
    return f"""
        DO $$ DECLARE o points_posting; v points_posting; l points_lot; BEGIN
            SELECT * INTO o FROM points_posting WHERE id = {GIFT};
            SELECT * INTO l FROM points_lot WHERE account_id = o.credit_id AND {lot}
            ORDER BY remaining DESC LIMIT 1;
            v.debit_id := o.credit_id;
            v.credit_id := o.debit_id;
            v.reverses_id := o.id;
            v := points_write(points_draft(v, 'pt-X', 'home', 'reverse', o.amount, o.source_kind, o.source_code,
                                           o.happened_on, 'x', sha256('x'), '', o.at));
            INSERT INTO points_lotuse (lot_id, posting_id, seq, amount) VALUES (l.id, v.id, l.uses + 1, o.amount);
            UPDATE points_lot SET remaining = remaining - o.amount, uses = uses + 1 WHERE id = l.id;
            PERFORM points_copy_lots(v.id, o.id, v.credit_id);
        END $$
    """


OF_THE_GIFT = "posting_id = o.id"
OF_ONES_OWN = "posting_id <> o.id"
DAY_BEFORE = "date '2026-11-19'"

ATTACKS = [
    ("points_gift_is_of_its_day", forged_gift(day=DAY_BEFORE)),
    ("points_gift_is_of_its_day", forged_gift(at="'2026-11-21 00:00+09'")),
    ("points_gift_is_welcome", forged_gift(giver=OTHER)),
    ("points_gift_keeps_its_size", forged_gift(amount="21")),
    ("points_gift_keeps_its_size", forged_gift(amount="21", taker=BODY)),
    ("points_gift_limit_is_kept", forged_gift(amount="20")),
    ("points_gift_returns_its_lots", forged_return(OF_ONES_OWN)),
    ("points_gift_stays", "UPDATE points_gift SET code = code || 'x'"),
    ("points_gift_note_stays", "UPDATE points_giftnote SET is_masked = NOT is_masked"),
    (
        "points_gift_note_stays",
        "UPDATE points_giftnote SET hidden_at = now(), hidden_reason = 'x', hidden_by_code = written_by_code",
    ),
    ("points_giftnote_never_deleted", "DELETE FROM points_giftnote"),
    ("points_giftnote_never_truncated", "TRUNCATE points_giftnote CASCADE"),
    ("points_gift_never_truncated", "TRUNCATE points_gift CASCADE"),
    ("points_communityuse_append_only", "UPDATE points_communityuse SET amount = 1"),
    ("points_communityuse_append_only", "UPDATE points_communityuse SET purpose = '別のこと'"),
    ("points_communityuse_append_only", "DELETE FROM points_communityuse"),
    ("points_communityuse_never_truncated", "TRUNCATE points_communityuse"),
]


@pytest.fixture
def _given() -> None:
    """A gift of ten with words, a taker with more points of their own, somebody unwelcome, a community's use."""
    gifts.terms(per_gift=20, minor_per_gift=20, giver_day=25)
    giver, taker, other = (gifts.adult(60, code=code) for code in (GIVER, TAKER, OTHER))
    gifts.give(giver, taker, 10, note="どうぞ")
    giving.block_giver(gifts.give(other, taker, 1), by=taker, now=NOW)
    body = gifts.community(taker, code=BODY)
    word = giving.open_community_address(body, by=taker, now=NOW).word
    giving.give_gift(giving.GiftPlan(word=word, amount=15, note="", key="b"), by=taker, now=NOW)
    use = gift_terms.UsePlan(center_code="kuji", amount=5, purpose="コピー代", key="u")
    gift_terms.use_for_community(body, use, by=taker, now=NOW)
    assert tills.refused_by_hand("SELECT 1") == ""


@pytest.mark.parametrize(("refused_by", "statement"), ATTACKS, ids=[f"{n}-{one[0]}" for n, one in enumerate(ATTACKS)])
@pytest.mark.usefixtures("_given")
def test_an_attack_is_refused_by_its_guard(refused_by: str, statement: str) -> None:
    assert tills.refused_by_hand(statement) == refused_by


@pytest.mark.parametrize("statement", [forged_gift(), forged_gift(taker=BODY), forged_return(OF_THE_GIFT)])
@pytest.mark.usefixtures("_given")
def test_a_forgery_is_refused_for_nothing_but_its_lie(statement: str) -> None:
    assert tills.refused_by_hand(statement) == ""
