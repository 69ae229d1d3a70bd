"""The pages of whoever looks after a place: rules, why an item went where it went, lists, what was changed."""
