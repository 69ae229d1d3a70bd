"""Lists of what there is: items, people, households, units, places, lines of work, topics; each paged by key."""
