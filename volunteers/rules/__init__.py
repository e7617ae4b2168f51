from volunteers.rules import conditions, hours, matching, places, repetition, windows

__all__ = ["conditions", "hours", "matching", "places", "repetition", "windows"]
