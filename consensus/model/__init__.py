"""The nouns of a working group, and the state they form together."""
