"""The four real rule columns as the demo data has them, read for the pure rules without a database."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from backend.common import clock
from backend.portal.management import commands
from backend.portal.management.commands._demo import places
from bookings import rules

FOLDER = Path(commands.__path__[0]) / "_demo" / "usage_rules"


def content(name: str) -> dict[str, Any]:
    """This function will read one file of the demo's usage rules."""
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return read


def rules_of(center: str, room: str = "") -> rules.Rules:
    """This function will give the rules in force at a center, for a room where the center has some of its own."""
    own = content(center)
    levels = [content("municipality")["own"], own["own"], own["rooms"].get(room, {})]
    return rules.parse(*[json.dumps(level) for level in levels])


def closures_of(center: str) -> list[rules.ClosedDays]:
    """This function will give the closures of a center that are published."""
    return [
        rules.ClosedDays(reason=closure.reason, yearly=(closure.first, closure.last))
        for closure in places.CLOSURES[center]
    ]


def at(text: str) -> datetime:
    """This function will read an instant in Tokyo."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.TOKYO)


def wish(center: str, *, now: str, use: str, room: str = "", **changes: Any) -> rules.Facts:  # noqa: ANN401
    """This function will give the facts of a wish that nothing speaks against, with some of them changed."""
    day = date.fromisoformat(use)
    spans = {span.code: span for span in places.PERIODS.get(center, places.USUAL_PERIODS)}
    periods = changes.pop("periods", ("morning",))
    usual: dict[str, Any] = {
        "now": at(now),
        "use": day,
        "starts_at": _instant(day, spans[periods[0]].starts),
        "ends_at": _instant(day, spans[periods[-1]].ends),
        "periods": periods,
        "room_code": room,
        "headcount": 8,
        "capacity": 30,
        "ties": frozenset({"lives"}),
        "born": date(1980, 4, 2),
        "closed": rules.closed_on(closures_of(center), day, room),
    }
    return rules.Facts(**(usual | changes))


def broken(center: str, **said: Any) -> list[str]:  # noqa: ANN401 - what `wish` takes
    """This function will name the rules of a center that a wish breaks."""
    return [found.code for found in told(center, **said)]


def told(center: str, **said: Any) -> list[rules.Broken]:  # noqa: ANN401 - what `wish` takes
    """This function will give the broken rules of a center as residents are told of them."""
    return rules.broken(rules_of(center, said.get("room", "")), wish(center, **said))


def used(*days: str, room: str = "") -> tuple[rules.Use, ...]:
    """This function will give bookings that the person has besides."""
    return tuple(
        rules.Use(date=date.fromisoformat(day), room_code=room, starts_at=_instant(date.fromisoformat(day), time(9)))
        for day in days
    )


def _instant(day: date, of_day: time) -> datetime:
    return datetime.combine(day, of_day, clock.TOKYO)
