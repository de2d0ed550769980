"""What the report says, one file for each section or part of one. Sentences about actors come from one template each, in any order of
the actors; names are the scenario's."""
