"""Leaks that are planted one after the other, to see that the look for canaries or the two worlds notice each."""
