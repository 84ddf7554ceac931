"""The texts of the letters of this room, one file for each language."""
