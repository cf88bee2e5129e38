"""Put `resources/` into a built wheel as `corrdesk/_resources`, but not into a developer's install.

A copy there would go stale; an editable install reads the source tree itself.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface[Any]):
    """Hatchling's build hook, named in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the resource files unless this is an editable install."""
        if version != "editable":
            build_data["force_include"]["resources"] = "corrdesk/_resources"
