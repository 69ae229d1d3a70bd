"""What is owed to a household: visits by its rhythm, and its plan."""
