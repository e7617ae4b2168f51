"""The shapes of what people type into the pages of points, each part in a module of its own. Nothing here saves."""
