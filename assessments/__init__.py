"""How they are: instruments, answers, scores and what changed."""
