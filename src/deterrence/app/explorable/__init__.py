"""A page without a server: a crisis solved on a grid of a few levers, as files that any web host can serve."""
