"""Public data sets as they come: what each is, which columns it has, and how a file becomes a typed table."""
