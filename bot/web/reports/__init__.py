"""Reports as pages: the ledger, bulletins and the dashboard, each within what its reader may see."""
