"""The texts of the letters about a sign-in, a file for each language."""
