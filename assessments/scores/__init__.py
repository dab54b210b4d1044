"""From what was answered to scores with a trace of how each came about. Pure."""
