"""Leave on the desk: the lists, one leave with its steps, and the forms of each step."""
