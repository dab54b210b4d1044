"""What couples try between sessions: exercises, assignments and entries."""
