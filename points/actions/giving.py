"""Giving points: by the receiver's code only, within the city's limits, with words and an answer, and back again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries, tries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, models
from points.actions import _ledger, spending
from points.actions._ledger import Posting
from points.errors import giving as errors
from points.errors.ledger import KeyReused
from points.queries import giving as queries
from points.queries import places
from points.rules import giving as rules

PERSON = enums.AccountKind.PERSON


@dataclass(frozen=True, kw_only=True)
class GiftPlan:
    """How many points go to the owner of a receiving code, with which words; the key makes a second press harmless."""

    word: str
    amount: int
    note: str = ""
    key: str


@dataclass(frozen=True, slots=True)
class Given:
    """A gift with its line of the ledger, and to whom it went."""

    gift: models.Gift
    posting: Posting
    taker: queries.Taker


def taker_by_word(typed: str, *, by: accounts.User, now: datetime) -> queries.Taker:
    """This function will tell whom a receiving code names; a guess learns nothing, and many guesses have to wait.

    Raises GiftTriesTooMany, GiftCodeUnknown, GiftToOneself.
    """
    if not tries.is_within("gift-code", by.code, limit=rules.TRIES, seconds=rules.TRIES_SECONDS):
        raise errors.GiftTriesTooMany
    address = queries.address_by_word(rules.meant_word(typed), now=now)
    taker = queries.taker_of(address) if address else None
    if taker is None or queries.blocks_of(taker.code).filter(giver_code=by.code).exists():
        raise errors.GiftCodeUnknown
    if taker.code == by.code:
        raise errors.GiftToOneself
    return taker


def try_gift(plan: GiftPlan, *, by: accounts.User, now: datetime) -> Given:
    """This function will tell what a gift would do, by doing it and undoing it."""
    return _ledger.rehearsed(lambda: give_gift(plan, by=by, now=now))


@retries.on_conflict
def give_gift(plan: GiftPlan, *, by: accounts.User, now: datetime) -> Given:
    """This function will give points to the owner of a receiving code, and tell both.

    Raises what taker_by_word raises, GivingNotOpen, GiftTooYoung, GiftTooLarge, GiftLimitReached, NotEnoughPoints,
    KeyReused. The same key again gets the first answer, though the code has ended since.
    """
    before = given_before(plan, by=by, now=now)
    if before is not None:
        return before
    taker = taker_by_word(plan.word, by=by, now=now)
    if queries.terms_on(clock.date_of(now)) is None:
        raise errors.GivingNotOpen
    with common.translated(whose="贈れる分", next="少なくしてください。"), transaction.atomic():
        # Who ends the code at the same instant comes before this gift, or after it.
        if not models.GiftAddress.objects.select_for_update(no_key=True).filter(word=taker.word, ended_at=None):
            raise errors.GiftCodeUnknown
        posting = _posted(plan, taker.kind, taker.code, by, now)
        gift = models.Gift.objects.get(posting__code=posting.code)
        if posting.replayed:
            _refuse_other_words(gift, plan)
        else:
            _write(gift, enums.NoteSide.GIVER, plan.note, by, now)
            _announce(gift, taker, by, now)
    return Given(gift, posting, taker)


def given_before(plan: GiftPlan, *, by: accounts.User, now: datetime) -> Given | None:
    """This function will give what a key gave before, by whatever code of its taker; None where it is new.

    Raises KeyReused where it gave something else.
    """
    gift = models.Gift.objects.filter(posting__key=_key(plan, by), giver_code=by.code).first()
    if gift is None:
        return None
    meant = models.GiftAddress.objects.filter(word=rules.meant_word(plan.word), owner_code=gift.taker_code).first()
    if meant is None:
        raise KeyReused(key=plan.key)
    _refuse_other_words(gift, plan)
    posting = _posted(plan, gift.taker_kind, gift.taker_code, by, now)
    gone = queries.Taker(gift.taker_kind, gift.taker_code, rules.GONE, meant.word)
    return Given(gift, posting, queries.taker_of(meant) or gone)


def _key(plan: GiftPlan, by: accounts.User) -> str:
    return f"gift:{by.code}:{plan.key}"


def _posted(plan: GiftPlan, kind: str, taker_code: str, by: accounts.User, now: datetime) -> Posting:
    return spending.give(
        person_code=by.code,
        amount=plan.amount,
        to_kind=kind,
        to_code=taker_code,
        note="",
        key=_key(plan, by),
        by=by,
        now=now,
    )


def _refuse_other_words(gift: models.Gift, plan: GiftPlan) -> None:
    said = gift.notes.filter(side=enums.NoteSide.GIVER).values_list("text", flat=True).first()
    if (said or "") != rules.words(plan.note).text:
        raise KeyReused(key=plan.key)


def _write(gift: models.Gift, side: str, text: str, by: accounts.User, now: datetime) -> models.GiftNote | None:
    safe = rules.words(text)
    if not safe.text:
        return None
    return models.GiftNote.objects.create(
        gift=gift, side=side, text=safe.text, is_masked=safe.had_some, written_by_code=by.code, written_at=now
    )


def _announce(gift: models.Gift, taker: queries.Taker, by: accounts.User, now: datetime) -> None:
    audit.record("points.give", by=by, subject=gift.code, now=now, amount=gift.amount, to=taker.code)
    note = gift.notes.filter(side=enums.NoteSide.GIVER).first()
    told: dict[str, object] = {"gift": gift, "note": note, "taker": taker, "giver_name": rules.giver_name(by.name)}
    _tell(by, "gift_sent", gift, told, now)
    for person in takers_of(gift):
        _tell(person, "gift_received", gift, told, now)


def _tell(person: accounts.User, template: str, gift: models.Gift, told: dict[str, object], now: datetime) -> None:
    notices.send(
        to=person,
        template=f"points/{template}",
        key=f"{template}:{gift.code}",
        now=now,
        context=told,
        url=f"/points/gifts/{gift.code}/",
    )


def takers_of(gift: models.Gift) -> list[accounts.User]:
    """This function will list who hears of a gift on the side that got it: the person, or who acts for a community."""
    if gift.taker_kind == PERSON:
        return list(accounts.User.objects.filter(code=gift.taker_code, is_active=True))
    return list(places.managers_of(gift.taker_code))


@retries.on_conflict
def answer_gift(gift: models.Gift, text: str, *, by: accounts.User, now: datetime) -> models.GiftNote:
    """This function will send the answer to a gift, once. Raises GiftReturned, GiftAnswered, NoteNotFound."""
    with common.translated(), transaction.atomic():
        current = models.Gift.objects.select_for_update(no_key=True).get(pk=gift.pk)
        if current.returned_at is not None:
            raise errors.GiftReturned
        if current.notes.filter(side=enums.NoteSide.TAKER).exists():
            raise errors.GiftAnswered
        note = _write(current, enums.NoteSide.TAKER, text, by, now)
        if note is None:
            raise errors.NoteNotFound
        giver = accounts.User.objects.filter(code=current.giver_code, is_active=True).first()
        if giver is not None:
            told = {"gift": current, "note": note, "taker_name": _name_to_giver(current)}
            _tell(giver, "gift_answered", current, told, now)
        audit.record("points.gift_answered", by=by, about=giver, subject=current.code, now=now)
    return note


def _name_to_giver(gift: models.Gift) -> str:
    return queries.other_names([gift]).get(f"to:{gift.taker_code}", rules.GONE)


@retries.on_conflict
def return_gift(gift: models.Gift, *, by: accounts.User, now: datetime) -> models.Gift:
    """This function will send a gift back whole, with the dates that it came with; a second time changes nothing.

    Raises GiftKept, GiftUsed.
    """
    with transaction.atomic():
        row = _ledger.call(
            "points_return_gift", gift.scope, _ledger.posting_code(), gift.code, "", f"return:{gift.code}", by.code, now
        )
        returned = models.Gift.objects.get(pk=gift.pk)
        if not _ledger.posting(row).replayed:
            giver = accounts.User.objects.filter(code=gift.giver_code).first()
            audit.record("points.gift_returned", by=by, about=giver, subject=gift.code, now=now, amount=gift.amount)
            if giver is not None and giver.is_active:
                told = {"gift": returned, "taker_name": _name_to_giver(returned)}
                _tell(giver, "gift_returned", returned, told, now)
    return returned


@retries.on_conflict
def block_giver(gift: models.Gift, *, by: accounts.User, now: datetime) -> models.GiftBlock:
    """This function will see to it that the giver of a gift can give its taker no more; the giver is not told."""
    owner = {"owner_code": gift.taker_code, "giver_code": gift.giver_code, "ended_at": None}
    made, fresh = models.GiftBlock.objects.get_or_create(**owner, defaults={"blocked_by_code": by.code, "since": now})
    if fresh:
        audit.record("points.gift_blocked", by=by, subject=gift.code, now=now, owner=gift.taker_code)
    return made


@transaction.atomic
def unblock_giver(block: models.GiftBlock, *, by: accounts.User, now: datetime) -> None:
    """This function will let a giver give again."""
    if models.GiftBlock.objects.filter(pk=block.pk, ended_at=None).update(ended_at=now):
        audit.record("points.gift_unblocked", by=by, subject=block.owner_code, now=now)


@retries.on_conflict
def open_address(*, person: accounts.User, name_form: str, nickname: str = "", now: datetime) -> models.GiftAddress:
    """This function will make a receiving code of a person who agrees to the name it shows; the one before ends.

    Raises NicknameMissing.
    """
    nickname = nickname.strip()
    if name_form == enums.GiftName.NICKNAME and not rules.is_fit_nickname(nickname, name=person.name):
        raise errors.NicknameMissing
    kept = nickname if name_form == enums.GiftName.NICKNAME else ""
    return _opened(PERSON, person.code, name_form, kept, now + rules.ADDRESS_LIVES, person, now)


@retries.on_conflict
def open_community_address(community: accounts.Organisation, *, by: accounts.User, now: datetime) -> models.GiftAddress:
    """This function will let a community accept gifts by a new receiving code; the one before ends."""
    kind, form = enums.AccountKind.COMMUNITY, enums.GiftName.WHOLE
    return _opened(kind, community.code, form, "", None, by, now)


def _opened(
    kind: str, owner: str, form: str, nickname: str, expires_at: datetime | None, by: accounts.User, now: datetime
) -> models.GiftAddress:
    try:
        with transaction.atomic():
            _end(owner, by, now)
            made = models.GiftAddress.objects.create(
                owner_kind=kind,
                owner_code=owner,
                name_form=form,
                nickname=nickname,
                agreed_by_code=by.code,
                made_at=now,
                expires_at=expires_at,
            )
            audit.record("points.gift_address_opened", by=by, subject=owner, now=now)
            return made
    except IntegrityError as fault:
        # Pressed twice at once: the one that the other press made is as new as this one would be.
        if common.constraint_of(fault) != "points_gift_address_one_at_a_time":
            raise
        return models.GiftAddress.objects.get(owner_code=owner, ended_at=None)


def _end(owner: str, by: accounts.User, now: datetime) -> int:
    found = models.GiftAddress.objects.filter(owner_code=owner, ended_at=None)
    return found.update(ended_at=now, ended_by_code=by.code)


@transaction.atomic
def close_address(owner_code: str, *, by: accounts.User, now: datetime) -> None:
    """This function will end a receiving code: nobody can give by it any more."""
    if _end(owner_code, by, now):
        audit.record("points.gift_address_closed", by=by, subject=owner_code, now=now)
