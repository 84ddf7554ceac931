"""Network lunches: a small module of somebody else, as an installed package would bring it."""
