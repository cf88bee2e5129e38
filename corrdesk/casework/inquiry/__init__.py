"""Pre-sentence inquiry (调查评估)."""
