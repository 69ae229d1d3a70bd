"""Units over time: renamed, merged, divided, closed, today or on a day to come."""
