"""Forms: what is typed is kept until it is sent, nothing is sent twice, and a network adds questions of its own."""
