"""The county bureau's server: a replica of all its offices' casework, and a console.

`folder` and `keys` are what it stands on, `accounts` and `sessions` who may use the console, `app`
puts the web side together. What an office may see and do is decided in casework, not here.
"""
