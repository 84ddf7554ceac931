"""Staff: who has which role in a network, invited by letter, changed and ended by those who coordinate."""
