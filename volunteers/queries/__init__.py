from volunteers.queries import (
    assignments,
    changes,
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
    "changes",
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
