"""The build hook: make the man page of the manual and put it into the wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManPageHook(BuildHookInterface):  # type: ignore[type-arg] # of any configuration
    """Writes `tracker.1` into a folder that is not kept under version control, and has the wheel install it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the page; called before the wheel is put together."""
        del version
        sys.path.insert(0, self.root)
        from tracker.manual.man import man_page  # noqa: PLC0415 - it is found only now

        path = Path(self.root, "build", "tracker.1")
        path.parent.mkdir(exist_ok=True)
        path.write_text(man_page(), encoding="utf-8")
        build_data["shared_data"][str(path)] = "share/man/man1/tracker.1"
