"""One module of paper forms per capability of casework."""
