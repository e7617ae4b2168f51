class Refused(Exception):
    """What stands in the way, as a sentence for the person at the terminal."""
