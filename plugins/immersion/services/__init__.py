"""What a person can do in an immersion edition, one function per act."""
