"""Care of a vault as a whole: anchors, verify, doctor, backup, restore, migration, export.

It stands above vault, store and casework and knows no screen; repairs are made on a copy only.
"""
