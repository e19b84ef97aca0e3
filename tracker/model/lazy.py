"""A cached property without the lock that `functools.cached_property` takes before Python 3.12."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class cached_property(Generic[Value]):  # noqa: N801 - in place of that of functools
    """Compute the value once and keep it in the `__dict__` of the instance, where every later access finds it."""

    def __init__(self, function: Callable[[Any], Value]) -> None:
        self._function, self._name, self.__doc__ = function, function.__name__, function.__doc__

    def __get__(self, instance: Any, _: type) -> Value:  # noqa: ANN401 - of any class
        value = self._function(instance)
        instance.__dict__[self._name] = value
        return value
