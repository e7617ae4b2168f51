from volunteers.rules import hours, matching, places

__all__ = ["hours", "matching", "places"]
