"""The registry of actions: what can be done on which screen; bindings, help and palette use it."""
