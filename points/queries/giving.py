"""Reads of giving: limits before a gift, receiving codes, gifts with their words, communities and their points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from points import enums, models
from points.errors import giving as errors
from points.rules import giving as rules

PERSON, COMMUNITY = enums.AccountKind.PERSON, enums.AccountKind.COMMUNITY


@dataclass(frozen=True, slots=True)
class GiftLimit:
    """A limit of gifts; `left` is null where it is not the asker's to know how much another was given."""

    side: str
    side_label: str
    span: str
    span_label: str
    most: int
    left: int | None


@dataclass(frozen=True, slots=True)
class Taker:
    """Whom a receiving code names: what is shown of them, and no more."""

    kind: str
    code: str
    name: str
    word: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one side of a gift; the text is empty where the city has hidden it."""

    side: str
    text: str
    is_hidden: bool
    is_masked: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class GiftShown:
    """A gift as one of its two sides sees it."""

    gift: models.Gift
    is_sent: bool
    other_name: str
    note: Words | None
    answer: Words | None


def terms_on(day: date, *, scope: str = enums.HOME_SCOPE) -> models.GiftTerms | None:
    """This function will find the terms of giving in force on a day."""
    return models.GiftTerms.objects.filter(scope=scope, starts_on__lte=day).order_by("-starts_on", "-id").first()


def all_terms(*, scope: str = enums.HOME_SCOPE) -> QuerySet[models.GiftTerms]:
    """This function will list every published version, the newest first."""
    return models.GiftTerms.objects.filter(scope=scope).order_by("-starts_on", "-id")


def terms_lines(terms: models.GiftTerms) -> list[tuple[str, list[tuple[str, int | None]]]]:
    """This function will give the limits of terms by side, each with its spans."""
    spans = [enums.Span.DAY, enums.Span.MONTH, enums.Span.FISCAL_YEAR]
    return [
        (side.label, [(span.label, getattr(terms, f"{side.value}_{span.value}")) for span in spans])
        for side in enums.GiftSide
    ]


def limits(giver_code: str, taker: Taker | None, *, day: date, scope: str = enums.HOME_SCOPE) -> list[GiftLimit]:
    """This function will tell before a gift how much the limits leave, as the ledger will count them."""
    sql = """
        SELECT l.side, l.span, l.most, greatest(0, l.most - l.used)
        FROM points_gift_limits(%s, points_gift_terms(%s, %s), %s, %s, %s, %s) l
        WHERE l.most IS NOT NULL AND (%s OR l.side = 'giver') ORDER BY l.side, l.most
    """
    kind, code = (taker.kind, taker.code) if taker else ("", "")
    with connection.cursor() as cursor:
        cursor.execute(sql, [scope, scope, day, giver_code, kind, code, day, taker is not None])
        return [_limit(*row) for row in cursor.fetchall()]


def _limit(side: str, span: str, most: int, left: int) -> GiftLimit:
    is_own = side in (enums.GiftSide.GIVER, enums.GiftSide.PAIR)
    return GiftLimit(side, enums.GiftSide(side).label, span, enums.Span(span).label, most, left if is_own else None)


def most_at_once(giver_code: str, taker: Taker, *, day: date, scope: str = enums.HOME_SCOPE) -> int | None:
    """This function will tell the most of one gift between two; None where no terms are in force."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT points_gift_most(points_gift_terms(%s, %s), %s, %s, %s, %s)",
            [scope, day, giver_code, taker.kind, taker.code, day],
        )
        found: int | None = cursor.fetchone()[0]
        return found


def open_address(owner_code: str, *, now: datetime) -> models.GiftAddress | None:
    """This function will find the receiving code of somebody that works now."""
    return _open(now).filter(owner_code=owner_code).first()


def address_by_word(word: str, *, now: datetime) -> models.GiftAddress | None:
    """This function will find a receiving code that works now by its word."""
    return _open(now).filter(word=word).first()


def _open(now: datetime) -> QuerySet[models.GiftAddress]:
    living = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    return models.GiftAddress.objects.filter(living, ended_at__isnull=True)


def taker_of(address: models.GiftAddress) -> Taker | None:
    """This function will tell whom a receiving code names, by the name that they agreed to show."""
    if address.owner_kind == COMMUNITY:
        found = communities().filter(code=address.owner_code).first()
        return Taker(COMMUNITY, found.code, found.name, address.word) if found else None
    person = accounts.User.objects.filter(code=address.owner_code, is_active=True).first()
    if person is None:
        return None
    name = rules.shown_name(address.name_form, name=person.name, nickname=address.nickname)
    return Taker(PERSON, person.code, name, address.word)


def communities() -> QuerySet[accounts.Organisation]:
    """This function will list the approved organisations that may take points: no shop and no company."""
    kinds = account_enums.OrganisationKind
    return (
        accounts.Organisation.objects.filter(status=account_enums.ReviewStatus.APPROVED)
        .exclude(kind__in=[kinds.SHOP, kinds.COMPANY])
        .select_related("district")
        .order_by("name", "pk")
    )


def accepting(*, now: datetime) -> list[tuple[accounts.Organisation, str]]:
    """This function will list the communities that accept gifts, each with its receiving code."""
    words = dict(_open(now).filter(owner_kind=COMMUNITY).values_list("owner_code", "word"))
    return [(one, words[one.code]) for one in communities().filter(code__in=words)]


def managed_by(person: accounts.User) -> QuerySet[accounts.Organisation]:
    """This function will list the communities for which a person acts."""
    managed = accounts.OrganisationMember.objects.filter(user=person, role=account_enums.OrganisationRole.MANAGER)
    return communities().filter(pk__in=managed.values("organisation"))


def officials() -> QuerySet[accounts.User]:
    """This function will list those who decide for the city, the same people as roles.is_city_official."""
    kinds = [account_enums.StaffKind.CITY_OFFICIAL, account_enums.StaffKind.ADMINISTRATOR]
    return accounts.User.objects.filter(is_active=True, staff_roles__kind__in=kinds).distinct().order_by("pk")


def gift(code: str) -> models.Gift | None:
    """This function will find a gift by its code."""
    return models.Gift.objects.prefetch_related("notes").filter(code=code).first()


def gifts_of(person_code: str) -> QuerySet[models.Gift]:
    """This function will list the gifts that a person gave and got, the newest first."""
    got = Q(taker_kind=PERSON, taker_code=person_code)
    return models.Gift.objects.filter(got | Q(giver_code=person_code)).prefetch_related("notes").order_by("-id")


def gifts_to(community_code: str) -> QuerySet[models.Gift]:
    """This function will list the gifts to a community, the newest first."""
    found = models.Gift.objects.filter(taker_kind=COMMUNITY, taker_code=community_code)
    return found.prefetch_related("notes").order_by("-id")


def shown(gifts: Sequence[models.Gift], *, to: str) -> list[GiftShown]:
    """This function will give gifts as one side sees them, without the other's full name; `to` is the reader's code.

    The words of a gift that were hidden are left out for both.
    """
    names = other_names(gifts)
    return [_shown(one, names, to) for one in gifts]


def _shown(one: models.Gift, names: dict[str, str], to: str) -> GiftShown:
    is_sent = one.giver_code == to
    notes = {note.side: _words(note, is_sent=is_sent) for note in one.notes.all()}
    other = names.get(f"to:{one.taker_code}" if is_sent else f"by:{one.giver_code}", rules.GONE)
    return GiftShown(one, is_sent, other, notes.get(enums.NoteSide.GIVER), notes.get(enums.NoteSide.TAKER))


def _words(note: models.GiftNote, *, is_sent: bool) -> Words:
    text = "" if note.is_hidden else note.text
    is_own = (note.side == enums.NoteSide.GIVER) == is_sent
    return Words(note.side, text, note.is_hidden, note.is_masked, is_own)


def other_names(gifts: Iterable[models.Gift]) -> dict[str, str]:
    """This function will name givers (by:<code>) and takers (to:<code>) as each side may know the other."""
    gifts = list(gifts)
    people = {one.giver_code for one in gifts} | {one.taker_code for one in gifts if one.taker_kind == PERSON}
    names = dict(accounts.User.objects.filter(code__in=people).values_list("code", "name")) if people else {}
    found = {f"by:{code}": rules.giver_name(name) for code, name in names.items()}
    found |= {f"to:{code}": rules.giver_name(name) for code, name in names.items()}
    last = models.GiftAddress.objects.filter(owner_code__in=[one.taker_code for one in gifts]).order_by("id")
    for address in last if gifts else ():
        if address.owner_kind == PERSON and address.owner_code in names:
            name = rules.shown_name(address.name_form, name=names[address.owner_code], nickname=address.nickname)
            found[f"to:{address.owner_code}"] = name
    bodies = [one.taker_code for one in gifts if one.taker_kind == COMMUNITY]
    whole = accounts.Organisation.objects.filter(code__in=bodies).values_list("code", "name") if bodies else ()
    return found | {f"to:{code}": name for code, name in whole}


def reported_sides(gift: models.Gift, *, by: str) -> set[str]:
    """This function will tell which words of a gift somebody has put before the city, who has not decided yet."""
    waiting = models.GiftNoteReport.objects.filter(note__gift=gift, reported_by_code=by, outcome="")
    return set(waiting.values_list("note__side", flat=True))


def blocks_of(owner_code: str) -> QuerySet[models.GiftBlock]:
    """This function will list whose gifts somebody wants no more of."""
    return models.GiftBlock.objects.filter(owner_code=owner_code, ended_at__isnull=True).order_by("-since", "-id")


def blocks_for(person: accounts.User) -> QuerySet[models.GiftBlock]:
    """This function will list whose gifts are not wanted by a person or by a community for which they act."""
    owners = [person.code, *managed_by(person).values_list("code", flat=True)]
    return models.GiftBlock.objects.filter(owner_code__in=owners, ended_at__isnull=True)


@dataclass(frozen=True, slots=True)
class BlockShown:
    """A block as its owner sees it, with the latest gift of the one whom it is about."""

    owner: str
    other_name: str
    since: datetime
    gift: str


def blocks_shown(blocks: Sequence[models.GiftBlock]) -> list[BlockShown]:
    """This function will name whom blocks are about, by the name that is shown of each."""
    givers, owners = {one.giver_code for one in blocks}, {one.owner_code for one in blocks}
    names = dict(accounts.User.objects.filter(code__in=givers).values_list("code", "name")) if givers else {}
    between = models.Gift.objects.filter(giver_code__in=givers, taker_code__in=owners)
    gifts = between.order_by("giver_code", "taker_code", "-id").distinct("giver_code", "taker_code")
    latest = {(one.giver_code, one.taker_code): one.code for one in gifts} if givers else {}
    return [
        BlockShown(
            one.owner_code,
            rules.giver_name(names[one.giver_code]) if one.giver_code in names else rules.GONE,
            one.since,
            latest[one.giver_code, one.owner_code],
        )
        for one in blocks
    ]


def note_reports() -> QuerySet[models.GiftNoteReport]:
    """This function will list the words that wait for the city's decision, the oldest first."""
    found = models.GiftNoteReport.objects.filter(outcome="").select_related("note__gift")
    return found.order_by("reported_at", "id")


def note_report(code: str) -> models.GiftNoteReport:
    """This function will find a report of words by its code; raises NoteNotFound."""
    found = models.GiftNoteReport.objects.select_related("note__gift").filter(code=code).first()
    if found is None:
        raise errors.NoteNotFound
    return found


def community_account(community_code: str, *, scope: str = enums.HOME_SCOPE) -> models.Account | None:
    """This function will find the account of a community; there is none before the first point."""
    return models.Account.objects.filter(owner_code=community_code, kind=COMMUNITY, scope=scope).first()


def community_points(account: models.Account | None, *, today: date) -> int:
    """This function will tell what a community can use; what has expired and is not yet swept counts no more."""
    if account is None:
        return 0
    lots = account.lots.filter(remaining__gt=0, expires_on__gte=today)
    usable: int = lots.aggregate(usable=Sum(F("remaining") - F("held"), default=0))["usable"]
    return usable


def next_expiry(account: models.Account | None, *, today: date) -> date | None:
    """This function will tell the last day of the points of an account that expire first."""
    if account is None:
        return None
    lots = account.lots.filter(remaining__gt=F("held"), expires_on__gte=today)
    return lots.order_by("expires_on").values_list("expires_on", flat=True).first()


def uses_of(community_code: str) -> QuerySet[models.CommunityUse]:
    """This function will list what a community used points for, the latest first."""
    return models.CommunityUse.objects.filter(community_code=community_code).order_by("-used_at", "-id")


def is_returnable(one: models.Gift, *, now: datetime) -> bool:
    """This function will tell whether the time to send a gift back is not over."""
    return one.returned_at is None and one.return_until is not None and now <= one.return_until


def gift_words(posting_codes: Sequence[str], *, to: str) -> dict[str, str]:
    """This function will name the other side of gifts for a statement, by the codes of their postings."""
    if not posting_codes:
        return {}
    gifts = list(models.Gift.objects.filter(posting__code__in=posting_codes).select_related("posting"))
    names = other_names(gifts)
    return {
        one.posting.code: f"{names.get(f'to:{one.taker_code}', rules.GONE)}へ"
        if one.giver_code == to
        else f"{names.get(f'by:{one.giver_code}', rules.GONE)}から"
        for one in gifts
    }
