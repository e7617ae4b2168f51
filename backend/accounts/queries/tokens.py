"""Reads of personal API tokens."""

import functools
from datetime import datetime

from django.db.models import QuerySet

from backend.accounts import models
from backend.common import errors, statements


def living_token(digest: str, *, now: datetime) -> models.ApiToken | None:
    """This function will give the token with this hash, unless it is over, revoked or its person gone."""
    row = statements.one(_living(), [digest, now])
    if row is None:
        return None
    token, rest = statements.read(row, models.ApiToken)
    token.user, _ = statements.read(rest, models.User)
    return token


@functools.cache
def _living() -> str:
    return f"""
        SELECT {statements.columns(models.ApiToken, "t")}, {statements.columns(models.User, "u")}
          FROM accounts_apitoken t JOIN accounts_user u ON u.id = t.user_id
         WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND u.is_active
    """  # noqa: S608 - the columns are those of our own models


def tokens_of(person: models.User) -> QuerySet[models.ApiToken]:
    """This function will list a person's tokens, the newest first."""
    return models.ApiToken.objects.filter(user=person).order_by("-created_at", "-pk")


def token_of(person: models.User, code: str) -> models.ApiToken:
    """This function will give one of a person's tokens."""
    found = tokens_of(person).filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found
