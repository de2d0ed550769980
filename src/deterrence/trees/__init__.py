"""Games in extensive form, and the arrays that everything computed on them reads."""
