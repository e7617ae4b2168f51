"""Volunteers under /api/v1/, each part in a module of its own: the board is public, everything else is one's own."""
