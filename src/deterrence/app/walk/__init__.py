"""Walk: a solved crisis step by step, with what was open, what was done, what is then believed and what may come."""
