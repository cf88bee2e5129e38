"""The web side of a county: the application, its guards, and the pages of the console."""
