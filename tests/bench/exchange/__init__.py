"""The work of an exchange, done by us and by others, for `bench_sync`."""
