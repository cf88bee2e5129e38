"""The law as dated data: parameters, rule books, decisions, periods. Knows no capability."""
