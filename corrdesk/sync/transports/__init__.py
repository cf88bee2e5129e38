"""Ways to a target: each moves sealed pieces by name and knows nothing of people.

A way is a module with a class that has `list`, `get`, `put`; see `base.Transport`. Others plug in
through the entry point `corrdesk.transports`.
"""
