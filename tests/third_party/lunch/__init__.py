"""Network lunches: editions with entries. What lies where, and how to go on, is told in docs/modules.md."""
