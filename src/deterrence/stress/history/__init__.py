"""What coded crises say of a solved one: how likely they are in it, act by act and day by day."""
