from volunteers.rules import conditions, hours, matching, places, windows

__all__ = ["conditions", "hours", "matching", "places", "windows"]
