"""The screens, each with its looks beside it in a `.tcss` file."""
