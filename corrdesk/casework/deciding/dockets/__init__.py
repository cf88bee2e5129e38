"""One docket for each kind of matter; `deciding/registry.py` knows them all."""
