"""Inside the one door by which every change enters: batches of turns, what they say, and who deals with a turn."""
