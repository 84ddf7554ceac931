"""The texts of the letters, one file for each part and language."""
