"""The public site of a network: its first page, what is open in its editions, whom to turn to."""
