"""Exchange with the county: `core` is the protocol as pure rules, the rest brings it to a vault,
to a database and to a place where segments are left.
"""
