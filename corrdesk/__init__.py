"""corrdesk: the desk of a township judicial office for community corrections (社区矫正).

This package is the product; `__main__` starts it. Nothing is imported here, so that the command
line stays quick and a headless process never loads Qt.
"""

__version__ = "0.1.0"
