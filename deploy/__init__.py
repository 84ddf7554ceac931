"""Making Liaison run elsewhere: the wheel, the image, the units of a server."""
