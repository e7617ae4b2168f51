from volunteers.queries import assignments, check_ins, hard_rules, matching, people, reach, requests, windows

__all__ = ["assignments", "check_ins", "hard_rules", "matching", "people", "reach", "requests", "windows"]
