"""Letters: their texts, the outbox in which each is written, and their delivery."""
