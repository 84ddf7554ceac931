"""Institutions that who registers proposed, and what the staff make of them."""
