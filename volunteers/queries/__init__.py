from volunteers.queries import assignments, check_ins, matching, people, reach, requests

__all__ = ["assignments", "check_ins", "matching", "people", "reach", "requests"]
