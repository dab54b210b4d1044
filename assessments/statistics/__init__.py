"""Change, agreement and consistency as numbers, each with its source. Pure."""
