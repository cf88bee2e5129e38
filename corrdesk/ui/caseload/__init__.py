"""The register, a person's file, the import of ledgers."""
