"""Reads for pages and exports; each is a fixed number of statements, however many rows it returns."""
