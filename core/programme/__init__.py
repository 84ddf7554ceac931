"""The spine of every programme: editions, phases, registrations, offers, openings, participations."""
