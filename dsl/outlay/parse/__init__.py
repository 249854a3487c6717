"""Reads text as the nodes of `outlay.syntax`.

`outlay.split` finds the statements, `lalr` reads each with the tables made from `grammar.lark`, the functions of
`expressions` and `statements` make the nodes, and `mistakes` explains what cannot be read.
"""

from __future__ import annotations

from outlay.parse.reading import parse_expression, parse_module, parse_override, parse_statement, tokens_of

__all__ = ["parse_expression", "parse_module", "parse_override", "parse_statement", "tokens_of"]
