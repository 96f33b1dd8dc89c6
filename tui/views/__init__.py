"""The values that screens show, each with the function that reads it from a working group."""
