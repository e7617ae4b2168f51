"""The pages of points, each part in a module of its own."""
