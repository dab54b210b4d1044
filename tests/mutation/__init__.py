"""Takes away each rule, condition, scope and guard in turn, and sees that the tests notice."""
