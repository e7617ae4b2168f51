"""What somebody reaches of shops, centers and sites: what is not theirs is as if it were not there."""

from backend.accounts import models as accounts
from points import errors, models, permissions
from points.queries import records, tills


def takes_at(person: accounts.User, till_id: int) -> bool:
    """This function will tell whether a person takes points at a till."""
    return tills.tills_of(person).filter(pk=till_id).exists()


def till(person: accounts.User, code: str, *, also_city: bool = False) -> models.Till:
    """This function will find a till at which a person takes points, or with `also_city` any for who decides for it.

    Raises TillNotFound.
    """
    for_city = also_city and permissions.may_settle(person)
    found = tills.till(code) if for_city else tills.tills_of(person).filter(code=code).first()
    if found is None:
        raise errors.TillNotFound
    return found


def settlement(person: accounts.User, code: str) -> models.Settlement:
    """This function will find a settlement of one's own place, or any for the city; raises SettlementNotFound."""
    found = tills.settlement(code)
    if found is None or not (permissions.may_settle(person) or takes_at(person, found.till_id)):
        raise errors.SettlementNotFound
    return found


def site(person: accounts.User, code: str) -> models.Site:
    """This function will find a site for the city or the desk that runs it; raises SiteNotFound."""
    found = records.site(code)
    if not permissions.may_decide_for(person, found.center_code):
        raise errors.SiteNotFound
    return found
