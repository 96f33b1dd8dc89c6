"""The screens, each with its styles beside it in a `.tcss` file."""
