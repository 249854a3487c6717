"""What a change under version control does to the numbers of the models in it."""
