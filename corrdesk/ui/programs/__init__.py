"""Education and service on the desk: calendar, roster with sign-in, accounts of hours."""
