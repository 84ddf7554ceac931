"""The texts of the letters, one file for each part and language, and the sentences of the matching in them."""
