"""The texts of an extension: what Calc shows of each function, who the extension is, and what its parts are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from outlay.version import VERSION
from outlay_addin.libreoffice.interface import SERVICE, CalcFunction

IDENTIFIER = "outlay.calc"
OLDEST = "7.4"
_CATEGORY = "Add-In"  # Calc knows its own categories alone; what is none of them stands among the add-ins
_NAMES = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def functions_shown(functions: Sequence[CalcFunction]) -> str:
    """`CalcAddIns.xcu`: titles and help of functions and arguments.

    The compatibility name is the name without `COST.`: workbooks made for Excel calculate here as they are, and what
    is saved as `.xlsx` calculates in Excel where its add-in is installed.
    """
    lines = [
        f'{_HEAD}<oor:component-data oor:name="CalcAddIns" oor:package="org.openoffice.Office" {_NAMES}>',
        f'<node oor:name="AddInInfo"><node oor:name="{SERVICE}" oor:op="replace"><node oor:name="AddInFunctions">',
    ]
    for each in functions:
        lines.append(f"<node oor:name={quoteattr(each.name)} oor:op={quoteattr('replace')}>")
        lines += _property("DisplayName", f"{SERVICE}.{each.name}")
        lines += _property("Description", f"{each.category}: {each.description}")
        lines.append(f'<prop oor:name="Category"><value>{_CATEGORY}</value></prop>')
        lines += _property("CompatibilityName", each.name, "en-US")
        lines.append('<node oor:name="Parameters">')
        for argument in each.arguments:
            lines.append(f'<node oor:name={quoteattr(argument.name)} oor:op="replace">')
            lines += [*_property("DisplayName", argument.title), *_property("Description", argument.help), "</node>"]
        lines.append("</node></node>")
    return "\n".join([*lines, "</node></node></node></oor:component-data>", ""])


def description() -> str:
    """`description.xml`: name, version and the oldest LibreOffice it is made for."""
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink"\n'
        ' xmlns:l="http://libreoffice.org/extensions/description/2011">\n'
        f'<identifier value="{IDENTIFIER}"/>\n<version value="{VERSION}"/>\n'
        '<display-name><name lang="en">Outlay: cost functions for AI products</name></display-name>\n'
        '<publisher><name lang="en">The Outlay authors</name></publisher>\n'
        f'<dependencies><l:LibreOffice-minimal-version value="{OLDEST}" name="LibreOffice {OLDEST}"/></dependencies>\n'
        "</description>\n"
    )


def manifest(parts: Iterable[tuple[str, str]]) -> str:
    """`META-INF/manifest.xml`: paths and media types of the parts that LibreOffice must look at."""
    entries = [
        f"<manifest:file-entry manifest:media-type={quoteattr(kind)} manifest:full-path={quoteattr(path)}/>"
        for path, kind in parts
    ]
    body = "\n".join(entries)
    return f'{_HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{body}\n</manifest:manifest>\n'


def _property(name: str, text: str, language: str = "en") -> list[str]:
    return [f'<prop oor:name="{name}"><value xml:lang="{language}">{escape(_plain(text))}</value></prop>']


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(character for character in text if character.isprintable() or character == " ")
