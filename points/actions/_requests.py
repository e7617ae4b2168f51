"""What a key was first sent with, so that the same key with another content is refused."""

import hashlib
import json
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from points import errors
from points.actions._ledger import Actor

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def hash_of(plan: "DataclassInstance") -> str:
    """This function will give 64 characters that are the same for two plans exactly where their contents are."""
    told = json.dumps(asdict(plan), default=_plain, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def key_of(by: Actor | None, key: str) -> str:
    """This function will give a key under which nobody else's stands; empty where there is none."""
    return f"{by.code if by else ''}:{key}" if key else ""


def refuse_other(kept: str, asked: str, key: str) -> None:
    """This function will raise KeyReused where a key came before with another content."""
    if kept != asked:
        raise errors.KeyReused(key=key)


def _plain(value: object) -> str:
    # 1 and 1.00 are the same amount.
    return str(value.normalize() if isinstance(value, Decimal) else value)
