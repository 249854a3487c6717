"""Drawings of a page: plain numbers in, SVG out. One width serves a desk, a phone and paper; colours are the page's."""
