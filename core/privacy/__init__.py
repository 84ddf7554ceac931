"""What is kept of people and for how long, and what goes when somebody asks to be forgotten."""
