"""Locales, texts in several languages, and days and names as people write them."""
