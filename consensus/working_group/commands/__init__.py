"""What is recorded in a working group, by subject; `WorkingGroup` has all of it."""
