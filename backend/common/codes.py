"""Public codes, signed codes and QR pictures.

A public code names a thing in URLs, mails and on paper: it says nothing, cannot be counted and is read aloud without
mistakes (Crockford's alphabet without I, L, O, U).
"""

import base64
import secrets
from datetime import datetime

import segno
from django.conf import settings
from django.core import signing
from django.utils import crypto
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9
# A letter for each byte, each for equally many: 256 is a multiple of 32.
_LETTERS = (ALPHABET * 8).encode()
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new(prefix: str) -> str:
    """This function will make a fresh public code such as b-7K3QM9XT2 (45 random bits)."""
    return f"{prefix}-{random_part(LENGTH)}"


def random_part(length: int) -> str:
    """This function will make `length` random characters of the alphabet."""
    return secrets.token_bytes(length).translate(_LETTERS).decode()


def normal(typed: str) -> str:
    """This function will give the code that a person meant: spaces, hyphens, case and look-alikes put right."""
    text = typed.strip().replace(" ", "").replace("　", "")
    prefix, _, rest = text.rpartition("-")
    return f"{prefix.lower()}-{rest.upper().translate(_LOOKALIKES)}" if prefix else rest.upper().translate(_LOOKALIKES)


def sign(purpose: str, value: str) -> str:
    """This function will give a URL-safe text that only we can have made, for one purpose."""
    return signing.Signer(salt=purpose).sign_object(value)


def unsign(purpose: str, token: str) -> str | None:
    """This function will give back the value of a signed text, or None when it is not ours or for something else."""
    try:
        value = signing.Signer(salt=purpose).unsign_object(token)
    except signing.BadSignature:
        return None
    return value if isinstance(value, str) else None


def stamp(purpose: str, value: str) -> str:
    """This function will give a short sign that only we can have made, of small letters and digits (80 bits).

    For what has no room for a signed text and keeps no capitals, such as the name in a mail address. It shows nothing
    by itself: who holds the value as well makes it anew and compares.
    """
    return base64.b32encode(_stamps(purpose, value, settings.SECRET_KEY)).decode().lower()


def is_stamp(purpose: str, value: str, stamped: str) -> bool:
    """This function will tell whether a sign is ours, also by a key that was replaced."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    signs = [base64.b32encode(_stamps(purpose, value, key)).decode().lower() for key in keys]
    return any(crypto.constant_time_compare(sign, stamped) for sign in signs)


def _stamps(purpose: str, value: str, key: str | bytes) -> bytes:
    return crypto.salted_hmac(f"backend.common.codes.{purpose}", value, secret=key, algorithm="sha256").digest()[:10]


def rotating(purpose: str, value: str, *, now: datetime, seconds: int) -> str:
    """This function will sign a value with the present window of `seconds`, so that a photo of it grows stale."""
    return sign(purpose, f"{_window(now, seconds)}:{value}")


def unsign_rotating(purpose: str, token: str, *, now: datetime, seconds: int) -> str | None:
    """This function will give the value of a rotating code of this window or the one before, else None."""
    window, _, value = (unsign(purpose, token) or "").partition(":")
    if not window.isdigit() or _window(now, seconds) - int(window) not in (0, 1):
        return None
    return value


def _window(now: datetime, seconds: int) -> int:
    return int(now.timestamp()) // seconds


def qr_svg(text: str, *, label: str) -> SafeString:
    """This function will draw a QR code as an SVG element for a page, which names itself to a screen reader.

    It is safe to show as it is: the text becomes modules of the picture, and the label is escaped.
    """
    drawn = segno.make(text, error="m", micro=False)
    picture = drawn.svg_inline(scale=4, border=4, svgclass="qr", lineclass="qr-modules", omitsize=True, light="white")
    return mark_safe(picture.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1))
