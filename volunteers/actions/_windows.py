"""What keeps a time that somebody picks inside of its window. Whoever holds the window's row decides about it."""

from volunteers import errors as refusals
from volunteers import models, queries, rules


def lock(window_id: int) -> models.Window:
    """This function will lock a window's row and give it as it is now, with its request.

    The request is read after the lock is held: who waited for a call-off would else see it as it was before.
    """
    models.Window.objects.select_for_update(no_key=True).only("pk").get(pk=window_id)
    return models.Window.objects.select_related("request__organisation", "request__district").get(pk=window_id)


def refuse_crowded(shift: models.Shift) -> None:
    """This function will raise TimeFull or WindowTaken where one person more at a picked time would be too much.

    It locks the window, so that two who pick overlapping times come one after the other.
    """
    if shift.window_id is None:
        return
    window = lock(shift.window_id)
    wanted = rules.windows.Picked(shift.starts_at, shift.ends_at)
    if queries.windows.at_once(window, wanted) >= window.capacity:
        raise refusals.TimeFull(capacity=window.capacity)
    if window.minutes_left is not None and window.minutes_left < shift.minutes:
        raise refusals.WindowTaken
