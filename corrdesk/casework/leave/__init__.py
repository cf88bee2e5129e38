"""Leave (外出), recurring travel and relocation (执行地变更)."""
