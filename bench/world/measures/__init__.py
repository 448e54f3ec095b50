"""What was found, held against what is known: pure functions that return documents of figures."""
