"""What a file of an edition says: hosts, trainees, new choices, withdrawals. Pure: a sheet and known facts in."""
