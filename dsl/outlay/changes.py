"""What differs between two models as written: statements added, removed, changed, and texts halfway between them.

Statements are compared by what they mean as written: labels, sources, spacing and comments make no difference to a
number and are not causes of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from outlay.diagnostics import Bag, Source
from outlay.parse import parse_module
from outlay.structs import struct
from outlay.syntax import (
    Actual,
    AsOf,
    Boolean,
    Calendar,
    Call,
    Chart,
    Check,
    Correlate,
    DateLiteral,
    Definition,
    Function,
    Interval,
    Kind,
    Literal,
    Minimize,
    Module,
    Name,
    Rate,
    Record,
    Records,
    Scenario,
    Section,
    Solve,
    Span,
    Statement,
    Test,
    Timeline,
    Title,
    Unary,
    UnitDeclaration,
    Use,
)

Key = tuple[str, str]

# Statements without a name of their own, which change numbers by being there.
_SETTINGS = {Timeline: "timeline", Calendar: "calendar", AsOf: "as_of"}
_SILENT = (Title, Section, Test, Chart, Check)  # these change no number
_PLAIN_CALLS = frozenset("uniform normal lognormal triangular pert choice".split())


@struct(frozen=True, slots=True)
class Entry:
    """One thing that can change by itself: a definition, a record's member, another statement."""

    key: Key
    kind: str  # input, equation, member, statement
    text: str  # what is shown of it
    span: Span  # what is replaced in the file
    shape: object  # equal for two entries that mean the same
    label: str = ""
    effect: bool = True  # may change a number
    present: bool = False  # its mere presence may change a number
    block: int = -1  # members: where a member can be put into the record
    plain: bool = False  # an input made of literals alone
    value: Span = (0, 0)  # of a definition: its right side


@struct(frozen=True, slots=True)
class Change:
    """One entry in two versions; either may be missing."""

    path: str
    kind: str
    old: Entry | None
    new: Entry | None
    block: int = -1  # a removed member: where it can be put back into the newer text

    @property
    def what(self) -> str:
        """added, removed or changed."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def cause(self) -> bool:
        """Whether a number may differ because of it."""
        if self.old is not None and self.new is not None:
            return self.old.effect and self.old.shape != self.new.shape
        one = self.old or self.new
        return one is not None and one.present

    @property
    def label(self) -> str:
        """The label in the newer version."""
        return self.new.label if self.new is not None else self.old.label if self.old is not None else ""

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "path": self.path, "kind": self.kind, "what": self.what,
            "old": self.old.text if self.old else None, "new": self.new.text if self.new else None,
        }  # fmt: skip


def read(source: Source) -> Module:
    """The statements of a file that is known to check."""
    return parse_module(source, Bag())


def changes(old: Module, new: Module) -> list[Change]:
    """What differs, in the order of the newer file; what was removed comes last."""
    before = {entry.key: entry for entry in entries(old)}
    after = {entry.key: entry for entry in entries(new)}
    found: list[Change] = []
    for key, entry in after.items():
        was = before.get(key)
        if was is None and _inside(entry, before):
            found.append(Change(key[1], entry.kind, None, entry))
        elif was is not None and was.shape != entry.shape:
            found.append(Change(key[1], entry.kind, was, entry))
    for key, entry in before.items():
        if key not in after and _inside(entry, after):
            record = after.get(_record_of(entry))
            found.append(Change(key[1], entry.kind, entry, None, record.block if record is not None else -1))
    return found


def _record_of(entry: Entry) -> Key:
    return "record", entry.key[1].rpartition(".")[0]


def _inside(entry: Entry, other: dict[Key, Entry]) -> bool:
    """Whether an entry comes or goes by itself, and not with the whole record it is a member of."""
    return entry.block < 0 or entry.kind == "statement" or _record_of(entry) in other


def entries(module: Module) -> Iterator[Entry]:
    """Everything of a module that can change by itself."""
    text = module.source.text
    for statement in module.statements:
        if isinstance(statement, Record):
            yield from _record(statement, text)
        else:
            yield _entry(statement, text)


def _record(record: Record, text: str) -> Iterator[Entry]:
    start, end = record.span
    head_end = text.find("{", start, end)
    head = text[start : head_end if head_end >= 0 else end].strip()
    whole = Entry(("record", record.name), "statement", head, record.span, (record.kind, shape(record.base)),
                  record.label or "", block=head_end + 1)  # fmt: skip
    yield whole
    for member in record.members:
        path = f"{record.name}.{member.name}"
        yield _definition(member, text, path, present=True, block=head_end + 1)


def _definition(item: Definition, text: str, path: str, *, present: bool = False, block: int = -1) -> Entry:
    kind = "member" if block >= 0 else "input" if item.role == "input" else "equation"
    value = _value_span(item, text)
    return Entry(
        ("name", path), kind, " ".join(text[slice(*value)].split()), item.span,
        (shape(item.annotation), shape(item.value), tuple(a.name for a in item.attributes if a.name == "each_period")),
        item.label or "", present=present, block=block, plain=plain(item.value), value=value,
    )  # fmt: skip


def _value_span(item: Definition, text: str) -> Span:
    """The right side as written, without label and attributes."""
    start = text.find("=", item.name_span[1], item.span[1])
    ends = [attribute.span[0] for attribute in item.attributes]
    stop = min([end for end in ends if end > item.value.span[1]], default=item.span[1])
    if item.label is not None:
        quote = text.find('"', item.value.span[1], stop)
        stop = quote if quote >= 0 else stop
    return start + 1, stop


def _entry(statement: Statement, text: str) -> Entry:
    start, end = statement.span
    told = " ".join(text[start:end].split())
    effect = not isinstance(statement, _SILENT)
    if isinstance(statement, Definition):
        return _definition(statement, text, statement.name)
    for type_, name in _SETTINGS.items():
        if isinstance(statement, type_):
            return Entry((name, name), "statement", told, statement.span, shape(statement), present=True)
    key, present = _key(statement)
    return Entry(key, "statement", told, statement.span, shape(statement), effect=effect, present=present)


def _key(statement: Statement) -> tuple[Key, bool]:
    if isinstance(statement, Use):
        return ("use", statement.alias or ".".join(statement.path)), False
    if isinstance(statement, Rate):
        return ("rate", f"rate {statement.currency}"), True
    if isinstance(statement, UnitDeclaration):
        return ("unit", f"unit {statement.name}"), False
    if isinstance(statement, Kind):
        return ("kind", f"kind {statement.name}"), False
    if isinstance(statement, Records):
        return ("records", f"records {statement.alias or statement.path}"), False
    if isinstance(statement, Function):
        return ("name", statement.name), False
    if isinstance(statement, Actual):
        return ("actual", f"actual {'.'.join(statement.path)}"), True
    if isinstance(statement, Correlate):
        return ("correlate", f"correlate {shape(statement.left)!r} {shape(statement.right)!r}"), False
    if isinstance(statement, Scenario):
        return ("scenario", f"scenario {statement.name}"), False
    if isinstance(statement, (Solve, Minimize)):
        return ("name", statement.name or "minimize"), False
    if isinstance(statement, (Check, Test)):
        return (type(statement).__name__.lower(), f'{type(statement).__name__.lower()} "{statement.text}"'), False
    if isinstance(statement, Chart):
        return ("chart", f'chart "{statement.title}"'), False
    if isinstance(statement, (Title, Section)):
        title = statement.text if isinstance(statement, Title) else statement.title
        return (type(statement).__name__.lower(), f'"{title}"'), False
    return (type(statement).__name__.lower(), type(statement).__name__.lower()), True


def shape(node: object) -> object:
    """A value equal for two nodes that mean the same as written, wherever they stand."""
    if isinstance(node, tuple):
        return tuple(shape(each) for each in node)
    if not is_dataclass(node):
        return node
    skipped = ("label", "attributes", "notes") if not isinstance(node, Literal) else ("text",)
    return (
        type(node).__name__,
        *(
            shape(getattr(node, each.name))
            for each in fields(node)
            if each.name != "span" and not each.name.endswith("_span") and each.name not in skipped
        ),
    )


def plain(node: object) -> bool:
    """Whether an expression is made of literals alone, so that its value depends on nothing else."""
    if isinstance(node, (Literal, DateLiteral, Boolean)):
        return True
    if isinstance(node, Unary):
        return plain(node.operand)
    if isinstance(node, Interval):
        return plain(node.low) and plain(node.high)
    if isinstance(node, Call):
        function = node.function
        known = isinstance(function, Name) and function.name in _PLAIN_CALLS
        return known and all(plain(each.value) for each in node.arguments)
    return False


def switchable(change: Change) -> bool:
    """Whether one text can hold both versions of a change, with an input to choose between them."""
    old, new = change.old, change.new
    return old is not None and new is not None and change.cause and bool(old.value[1] and new.value[1])


def mixed(
    old: Source, new: Source, found: list[Change], made: frozenset[int], switches: Mapping[int, str] | None = None
) -> str:
    """The text of the newer model with only the changes numbered in `made`; the others stand as they were.

    Changes numbered in `switches` stand in both versions: an input of the name given there, 0 or 1, chooses.
    """
    edits: list[tuple[int, int, str]] = []
    tail: list[str] = []
    for number, change in enumerate(found):
        was, now = change.old, change.new
        kept = number in made
        if was is not None and now is not None:
            if switches and number in switches:
                both = (new.text[slice(*now.value)].strip(), old.text[slice(*was.value)].strip())
                chosen = f" if {switches[number]} == 1 then ({both[0]}) else ({both[1]}) "
                edits.append((*now.value, chosen))
                tail.append(f"input {switches[number]} : ratio = 0")
            elif change.cause and not kept:
                edits.append((*now.span, old.text[was.span[0] : was.span[1]]))
        elif now is not None:
            if now.present and not kept:
                edits.append((*now.span, ""))
        elif was is not None and not (was.present and kept):
            text = old.text[was.span[0] : was.span[1]]
            if change.block >= 0:
                edits.append((change.block, change.block, f" {text};"))
            elif was.effect:
                tail.append(text)
    edits.sort(key=lambda edit: (edit[0], edit[1]))
    parts: list[str] = []
    at = 0
    for start, end, text in edits:
        if start < at:  # inside a statement that is replaced whole
            continue
        parts += [new.text[at:start], text]
        at = end
    parts.append(new.text[at:])
    return "".join(parts) + "".join(f"\n{text}" for text in tail) + "\n"
