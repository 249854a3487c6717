"""A model looked at again whenever a file of it is saved: what it reads, and what changed in its numbers."""
