"""What became of a place after it was given: contact, agreed dates, whether it took place (IM-28)."""
