"""Classes of plain fields that are quick to define and to fill.

`dataclass` writes and compiles up to seven methods for each class, and a frozen one sets its fields through a call
each. With a hundred such classes that is a quarter of a cold start. The type checker sees the frozen dataclass here,
and it is the type checker that keeps fields from being assigned. What people get in their hands, a result say, is a
real frozen dataclass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as struct
    from dataclasses import replace as replace
else:
    import dataclasses
    from collections.abc import Callable
    from operator import attrgetter

    def struct(*, slots: bool, frozen: bool = False) -> Callable[[type], type]:  # noqa: ARG001
        """A dataclass with slots that compares, hashes and shows itself by its fields."""
        return _defined

    def replace(one: Any, **changes: object) -> Any:
        """A copy with some fields changed, as `dataclasses.replace` makes it, in a tenth of the time for a struct."""
        cls = type(one)
        values = getattr(cls, "_values", None)
        if values is None:
            return dataclasses.replace(one, **changes)
        made = cls(*values(one))
        for name, value in changes.items():
            setattr(made, name, value)
        return made

    def _defined(cls: type) -> type:
        cls.__doc__ = cls.__doc__ or cls.__name__  # or the signature would be worked out to stand there
        made = dataclasses.dataclass(eq=False, repr=False, slots=True)(cls)
        names = made.__match_args__
        values = attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, name) for name in names)

        def equal(one: Any, other: Any) -> bool:
            if one is other:
                return True
            return values(one) == values(other) if type(one) is type(other) else NotImplemented

        made._values = staticmethod(values)
        made.__eq__, made.__hash__, made.__repr__ = equal, lambda one: hash(values(one)), _repr
        return made

    def _repr(one: Any) -> str:
        given = ", ".join(f"{name}={getattr(one, name)!r}" for name in one.__match_args__)
        return f"{type(one).__name__}({given})"


__all__ = ["replace", "struct"]
