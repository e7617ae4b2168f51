from datetime import timedelta

from backend.accounts import models as accounts
from points import enums, models
from points.actions import gift_terms, giving
from points.queries import giving as queries
from tests.architecture import tables
from tests.factories import giving as gifts
from tests.factories import points as factories

SIGN_IN = tables.SIGN_IN
A_DAY_AGO = tables.NOW - timedelta(days=1)


def word(owner: accounts.User) -> str:
    """This function will make a receiving code of somebody."""
    form = enums.GiftName.NICKNAME
    return giving.open_address(person=owner, name_form=form, nickname="おとなりさん", now=A_DAY_AGO).word


def given(cast: tables.Cast, note: str = "見本の言葉です") -> models.Gift:
    """This function will let a neighbour, who plays no role, give the resident points."""
    if not models.GiftTerms.objects.exists():
        gifts.terms(now=A_DAY_AGO)
        factories.rule()
    giver = gifts.adult(name="隣の 見本")
    factories.earn(giver, 50, now=A_DAY_AGO, happened_on=A_DAY_AGO.date())
    plan = giving.GiftPlan(word=word(cast.resident), amount=5, note=note, key="K")
    return giving.give_gift(plan, by=giver, now=A_DAY_AGO).gift


def _gift(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": given(cast).code}, secret="見本の言葉です")


def _answered(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": given(cast).code}, data={"text": "ありがとう"})


def _returned(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": given(cast).code})


def _reported(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": given(cast).code, "side": "giver"}, data={"reason": "見本の理由"})


def _to_neighbour(cast: tables.Cast) -> tables.Target:
    gifts.terms(now=A_DAY_AGO)
    return tables.Target(kwargs={"word": word(gifts.adult())}, secret="おとなりさん")


def _giving(cast: tables.Cast) -> tables.Target:
    made = _to_neighbour(cast)
    factories.rule()
    for role in tables.Role:
        person = cast.playing(role)
        if person is not None:
            factories.earn(person, 50, now=A_DAY_AGO, happened_on=A_DAY_AGO.date())
    return tables.Target(kwargs=made.kwargs, data={"key": "K", "amount": "5", "note": "", "decided": "1"})


def _sent(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"to": _giving(cast).kwargs["word"], "amount": 5})


def _typed(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"word": word(gifts.adult())})


def _addressed(cast: tables.Cast) -> tables.Target:
    for role in tables.Role:
        person = cast.playing(role)
        if person is not None:
            word(person)
    return tables.Target()


def _blocked(cast: tables.Cast) -> tables.Target:
    gift = given(cast)
    giving.block_giver(gift, by=cast.resident, now=A_DAY_AGO)
    return tables.Target(kwargs={"code": gift.code})


def community(cast: tables.Cast, name: str = "見本町内会") -> accounts.Organisation:
    """This function will make a community for which the resident acts, which accepts gifts."""
    made = gifts.community(cast.resident, name=name)
    giving.open_community_address(made, by=cast.resident, now=A_DAY_AGO)
    return made


def _communities(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=community(cast).name)


def _community(cast: tables.Cast) -> tables.Target:
    made = community(cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.name)


def _opening(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": community(cast).code})


def _using(cast: tables.Cast) -> tables.Target:
    made = _opening(cast)
    return tables.Target(kwargs=made.kwargs, data={"key": "K", "center": "", "amount": "", "purpose": ""})


def published(cast: tables.Cast) -> tables.Target:
    """This function will publish terms of giving."""
    gifts.terms(now=A_DAY_AGO, reason="見本の理由です")
    return tables.Target(secret="見本の理由です")


def _in_force(cast: tables.Cast) -> tables.Target:
    gifts.terms(now=A_DAY_AGO)
    return tables.Target()


def _publishing(cast: tables.Cast) -> tables.Target:
    day = tables.NOW.date()
    data = {"starts_on": day.isoformat(), "per_gift": "100", "minor_per_gift": "10", "youngest": "15"}
    parts = {"starts_on_0": str(day.year), "starts_on_1": str(day.month), "starts_on_2": str(day.day)}
    told = {"key": "K", "return_days": "7", "reason": "見本の理由", "decided": "1"}
    return tables.Target(data=told | data | parts)


def reported(cast: tables.Cast, number: int = 0) -> models.GiftNoteReport:
    """This function will put the words of a gift before the city."""
    gift = given(cast, f"困る言葉{number}")
    reason = f"見本の理由{number}"
    return gift_terms.report_note(gift, "giver", reason=reason, by=cast.resident, now=A_DAY_AGO)


def _reports(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=reported(cast).reason)


def _report(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": reported(cast).code}, secret="困る言葉0")


def _deciding(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": reported(cast).code}, data={"keep": "1", "reason": ""})


def _own_code(cast: tables.Cast) -> tables.Target:
    _addressed(cast)
    found = queries.open_address(cast.resident.code, now=tables.NOW)
    assert found is not None
    return tables.Target()


def _new_code(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"name_form": "family", "nickname": ""})


def _mine(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    anonymous = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, anonymous, answer, 404, 404, 404, 404, method=method)


def _community_row(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    return tables.Row(name, build, SIGN_IN, answer, 403, 403, 403, 403, method=method)


def _city(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    return tables.Row(name, build, SIGN_IN, 403, 403, 403, 403, answer, method=method, city_official=answer)


ROWS = [
    tables.private("points:gifts"),
    tables.private("points:gift-codes"),
    tables.private("points:gift-codes", _typed, method="POST", answer=302),
    tables.private("points:gift-new", _to_neighbour),
    tables.private("points:gift-new", _giving, method="POST", answer=302),
    _mine("points:gift", _gift),
    _mine("points:gift-answer", _answered, method="POST", answer=302),
    _mine("points:gift-return", _returned),
    _mine("points:gift-return", _returned, method="POST", answer=302),
    _mine("points:gift-block", _returned, method="POST", answer=302),
    _mine("points:gift-report", _reported),
    _mine("points:gift-report", _reported, method="POST", answer=302),
    tables.private("points:gift-address"),
    tables.private("points:gift-address", _new_code, method="POST", answer=302),
    tables.private("points:gift-address-closing", method="POST", answer=302),
    _mine("points:gift-unblocking", _blocked, method="POST", answer=302),
    tables.public("points:gift-terms-page", _in_force),
    tables.public("points:communities", _communities),
    _community_row("points:community-gifts", _community),
    _community_row("points:community-gifts", _using, method="POST", answer=422),
    _community_row("points:community-address", _opening, method="POST", answer=302),
    _city("points:gift-terms-list", published),
    _city("points:gift-terms-list", _publishing, method="POST", answer=302),
    _city("points:gift-reports", _reports),
    _city("points:gift-report-decision", _report),
    _city("points:gift-report-decision", _deciding, method="POST", answer=302),
    tables.api("api-points:gifts"),
    tables.api("api-points:gifts", _sent, method="POST", answer=201),
    _mine("api-points:gift", _gift),
    _mine("api-points:gift-answer", _answered, method="POST", answer=201),
    _mine("api-points:gift-return", _returned, method="POST"),
    tables.api("api-points:gift-address", _own_code),
    tables.api("api-points:gift-address", _new_code, method="POST", answer=201),
    tables.api("api-points:gift-address", method="DELETE", answer=204),
    tables.api("api-points:gift-limits"),
    tables.public("api-points:gift-terms", _in_force),
    tables.public("api-points:communities", _communities),
]
