"""Change of the execution place (执行地变更): out of this office, and into it."""
