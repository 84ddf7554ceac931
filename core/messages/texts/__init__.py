"""The texts that every letter has: its signature, one file for each language."""
