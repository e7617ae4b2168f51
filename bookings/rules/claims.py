"""The printed code by which somebody takes over a booking that a desk wrote down for them. Pure."""

from datetime import datetime, timedelta

# Long enough to come home and ask a grandchild, and not longer than the booking matters.
CLAIM_DAYS = 90
AFTER_USE_DAYS = 14
# Wrong codes of one person, or from one address, in so many seconds; then they wait, and nobody is locked.
TRIES = 10
TRIES_FROM_ADDRESS = 60
TRIES_SECONDS = 600


def claim_expires_at(issued: datetime, ends_at: datetime) -> datetime:
    """This function will give until when a claim code is good: some days after the use, but never for too long."""
    latest = issued + timedelta(days=CLAIM_DAYS)
    return max(issued + timedelta(days=1), min(latest, ends_at + timedelta(days=AFTER_USE_DAYS)))
