"""Modules of the standard library that run when they are first used, not when another package imports them.

Typer imports modules that few runs use, such as `subprocess`; to run them takes an eighth of the time of its import.
"""

import sys
from collections.abc import Iterable
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType

# What Typer and `inspect`, `pathlib` and `traceback`, which it imports, need only for a part of what they can do.
RARELY_USED = ("ipaddress", "subprocess", "textwrap", "tokenize")
_LOCK = RLock()
_WAITING: set[str] = set()


class _Deferred(ModuleType):
    """A module whose code has not run yet, or runs now."""

    def __getattr__(self, name: str) -> object:
        """Run the code of the module at the first request for a name that the module does not have yet."""
        with _LOCK:
            if self.__name__ in _WAITING and self.__spec__ and self.__spec__.loader:
                _WAITING.remove(self.__name__)
                self.__spec__.loader.exec_module(self)
                self.__class__ = ModuleType  # type: ignore[assignment] # an ordinary module from now on
        return ModuleType.__getattribute__(self, name)


def defer(names: Iterable[str]) -> None:
    """Put modules that are not imported yet in the place where `import` finds them, and do not run them yet."""
    for name in names:
        spec = None if name in sys.modules else find_spec(name)
        if spec:
            module = module_from_spec(spec)
            module.__class__ = _Deferred
            _WAITING.add(name)
            sys.modules[name] = module
