"""Doctrines as a library: rules of conduct in words that every scenario has, compared for every actor."""
