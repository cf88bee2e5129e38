"""规则核对: the check-list of the law, and the form for the county's word."""
