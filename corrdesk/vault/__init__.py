"""The encrypted folder: header with keyslots, device secret, cipher, attachments, backup.

Knows keys and files only; what the database holds is the business of `store` and above.
"""
