"""Past crises, coded move by move on one ladder, with each side's account."""
