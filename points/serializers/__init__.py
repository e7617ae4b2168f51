"""The shapes of the points API, each part in a module of its own. They read and check; they never save."""
