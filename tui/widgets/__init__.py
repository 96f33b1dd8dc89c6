"""Widgets of the screens; they show given values and post messages about user input."""
