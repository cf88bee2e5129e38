"""The goals of a person's correction plan: reached by the ledger or by an officer's word."""
