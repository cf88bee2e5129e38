"""What lies before the county: every capability's requests in one queue, and the word on one.

Composes the capabilities' own queries and commands; it judges nothing itself.
"""
