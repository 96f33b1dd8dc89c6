"""What screens show: values, each with the function that reads it from a working group."""
