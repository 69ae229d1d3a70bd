"""Ledgers and bulletins: drawn from what was filed once, so that nobody types a report."""
