from volunteers.rules import changes, conditions, hours, matching, places, repetition, windows

__all__ = ["changes", "conditions", "hours", "matching", "places", "repetition", "windows"]
