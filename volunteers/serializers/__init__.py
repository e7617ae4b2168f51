"""The shapes of what the volunteers API reads and gives, each part in a module of its own; they never save."""
