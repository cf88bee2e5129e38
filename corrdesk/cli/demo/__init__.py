"""`demo`: an invented office with some weeks of history, to look at or to play a day of."""
