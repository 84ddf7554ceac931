"""The texts of the letters about roles, a file for each language."""
