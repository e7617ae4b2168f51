"""What an edit of a published request changed, in words that those who joined read: what was, and what is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Of these people arrange their day by; when they change, everybody is asked again.
IMPORTANT = frozenset({"starts_at", "ends_at", "place", "meeting_point"})
# What only those with a place may read, and they on the day alone: that it changed is told, what it is stands there.
FOR_PLACES = frozenset({"contact"})
ON_THE_DAY = "変わりました（活動の日に、参加する活動のページで見られます）"
NOTHING = "なし"


@dataclass(frozen=True, slots=True)
class Line:
    """One field that changed."""

    field: str
    label: str
    old: str
    new: str

    def as_data(self) -> dict[str, str]:
        """This function will give the line as it is kept."""
        return {"field": self.field, "label": self.label, "old": self.old, "new": self.new}


def lines(old: Mapping[str, str], new: Mapping[str, str], labels: Mapping[str, str]) -> list[Line]:
    """This function will list the fields whose words differ, in the order of the labels.

    A browser sends another line break than it was shown: that is no change.
    """
    return [
        Line(field, label, old.get(field) or NOTHING, new.get(field) or NOTHING)
        for field, label in labels.items()
        if _words(old, field) != _words(new, field)
    ]


def _words(told: Mapping[str, str], field: str) -> list[str]:
    return (told.get(field) or NOTHING).splitlines()


def is_important(changed: Sequence[Line]) -> bool:
    """This function will tell whether those who joined are asked to confirm: time or place are not what they were."""
    return any(line.field in IMPORTANT for line in changed)


def readable(kept: Sequence[Mapping[str, str]], *, has_place: bool) -> list[Mapping[str, str]]:
    """This function will leave out what only those with a place may read, and what is shown on the day alone."""
    return [_told(line) for line in kept if has_place or line["field"] not in FOR_PLACES]


def _told(line: Mapping[str, str]) -> Mapping[str, str]:
    if line["field"] not in FOR_PLACES:
        return line
    return {**line, "old": "前のもの", "new": ON_THE_DAY}
