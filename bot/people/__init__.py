"""People: how they get in, come and go, where letters reach them, and what is announced to them."""
