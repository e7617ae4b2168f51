"""Who may read which notice."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.accounts import models as accounts
    from backend.notices import models


def may_read(person: "accounts.User", notice: "models.Notice") -> bool:
    """This function will tell whether a notice is the person's own."""
    return notice.user_id == person.pk
