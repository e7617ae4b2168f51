"""What needs two apps at once: requests for help with the rooms and the equipment of centers.

Locks are taken in the order of volunteers (a request, its shifts), then in that of bookings; a new request has no rows
that anybody else could hold, so its rooms may come first.
"""

from backend.portal.actions.companions import PLACES, Places
from backend.portal.actions.placing import cancel_room, reserve_for_shift
from backend.portal.actions.posting import PlacedShift, post_with_places, repeat_with_places

__all__ = [
    "PLACES",
    "PlacedShift",
    "Places",
    "cancel_room",
    "post_with_places",
    "repeat_with_places",
    "reserve_for_shift",
]
