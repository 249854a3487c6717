"""How deep nodes nest, found without recursion: later stages do recurse, and must not run out of stack."""

from __future__ import annotations

from dataclasses import fields, is_dataclass


def too_deep(node: object, limit: int) -> bool:
    """Whether some node lies more than `limit` levels below this one."""
    waiting: list[tuple[object, int]] = [(node, 0)]
    while waiting:
        current, depth = waiting.pop()
        if isinstance(current, tuple):
            waiting += [(item, depth) for item in current]
            continue
        if not is_dataclass(current):
            continue
        if depth > limit:
            return True
        waiting += [(getattr(current, field.name), depth + 1) for field in fields(current)]
    return False
