"""Forms that somebody has begun to fill in and not yet saved: kept until they are."""
