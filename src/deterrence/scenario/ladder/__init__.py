"""Two sides on one ladder: the first form of scenario, as a file and as a game."""
