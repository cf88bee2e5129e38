"""提示: what the records show by themselves, for an officer to confirm or to dismiss."""
