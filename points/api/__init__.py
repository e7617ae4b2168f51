"""Points under /api/v1/, each part in a module of its own: what is one's own, and what anybody may read."""
