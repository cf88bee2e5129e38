"""Education, training and public service: programmes, sessions, rosters, hours."""
