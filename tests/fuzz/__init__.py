"""Fuzzing: files damaged at random are read or refused, and nothing else is raised."""
