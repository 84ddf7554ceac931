"""What is somebody's own: their registrations, and the links by which letters lead to them."""
