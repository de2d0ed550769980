"""Loaders of public data sets and what is counted from them."""
