from volunteers.rules import conditions, hours, matching, places

__all__ = ["conditions", "hours", "matching", "places"]
