"""The letters of an act, gathered for all of its addressees at once."""
