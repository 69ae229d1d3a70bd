"""The one door by which every change enters: the committer, its batches, what they say, and who deals with a turn."""
