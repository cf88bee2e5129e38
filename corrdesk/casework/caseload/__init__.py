"""The people under supervision and their orders: the base of the other capabilities."""
