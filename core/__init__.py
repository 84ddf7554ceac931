"""What every module of Liaison stands on."""
