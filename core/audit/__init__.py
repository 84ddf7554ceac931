"""The trail of acts: who did what, when, to what."""
