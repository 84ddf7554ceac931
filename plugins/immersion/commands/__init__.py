"""The sub-commands of `liaison immersion`."""
