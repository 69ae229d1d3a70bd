"""Telling browsers of news while no page of ours is open."""
