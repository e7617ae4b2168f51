import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from backend.accounts import models
from backend.common import audit, errors

PREFIX = "tsu_"
HINT = len(PREFIX) + 4
# A use is noted at most this often, so that a busy client does not write a row with every call.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class IssuedToken:
    """A fresh token with its secret, which nobody can be shown again."""

    token: models.ApiToken
    secret: str


def issue_token(*, by: models.User, name: str, scopes: Sequence[str], days: int, now: datetime) -> IssuedToken:
    """This function will make a token for `days` days and give its secret, of which only the hash is kept."""
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic(), errors.translated():
        token = models.ApiToken.objects.create(
            user=by,
            name=name,
            hint=secret[:HINT],
            digest=digest_of(secret),
            scopes=sorted(set(scopes)),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        audit.record("accounts.token_issued", by=by, about=by, subject=token.code, now=now, scopes=token.scopes)
    return IssuedToken(token, secret)


def digest_of(secret: str) -> str:
    """This function will give the hash by which a token is found; its 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def revoke_token(token: models.ApiToken, *, by: models.User, now: datetime) -> None:
    """This function will end a token at once; a second time changes nothing."""
    if models.ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        audit.record("accounts.token_revoked", by=by, about=token.user, subject=token.code, now=now)


def note_use(token: models.ApiToken, *, now: datetime) -> None:
    """This function will note that a token was used, at most once a minute."""
    if token.last_used_at is None or token.last_used_at <= now - NOTED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - NOTED_EVERY)
        models.ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
