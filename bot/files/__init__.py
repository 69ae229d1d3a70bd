"""What people send: what it is, by its content, and pictures drawn anew."""
