"""How it is going: reads across the other packages, and keeps only its own ledger of issued reports."""
