from volunteers.queries import (
    assignments,
    check_ins,
    hard_rules,
    matching,
    people,
    reach,
    recurring,
    requests,
    templates,
    windows,
)

__all__ = [
    "assignments",
    "check_ins",
    "hard_rules",
    "matching",
    "people",
    "reach",
    "recurring",
    "requests",
    "templates",
    "windows",
]
