"""Excel in and out: tables as people send them, and as we write them, as text alone, so that nothing is a formula."""
