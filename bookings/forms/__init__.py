"""The shapes of input: what people type into pages, and the files that a city publishes. Nothing here saves."""
