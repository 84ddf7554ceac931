"""The facts of the letters, gathered for all of an issue at once."""
