"""The modules built into Liaison."""
