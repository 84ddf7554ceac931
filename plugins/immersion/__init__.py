"""Immersions: a day in another service, matched from ranked choices."""
