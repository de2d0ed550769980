"""What the report tells, one file per section. Sentences about actors come from one template each, in any order of
the actors; names are the scenario's."""
