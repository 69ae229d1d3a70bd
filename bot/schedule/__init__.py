"""What becomes due by time alone, looked for in the data once a minute."""
