"""Figures of results, with matplotlib: each function takes plain numbers and gives a figure that needs no screen.

`style` holds what all figures share, `axes` how numbers with units stand on an axis; the rest is one kind of figure
each. Nothing here is imported before a figure is asked for.
"""
