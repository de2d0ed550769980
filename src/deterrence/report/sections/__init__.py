"""What the report says, one file for each section or part of one.

Sentences about actors come from one template each, whatever the order of the actors; names are the scenario's.
"""
