"""Rooms under /api/v1/, each part in a module of its own."""
