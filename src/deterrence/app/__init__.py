"""The local web page: explore a crisis, walk it, play it, debrief it."""
