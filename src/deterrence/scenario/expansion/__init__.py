"""The short language of a campaign file, written out before the file is checked: templates, modules, definitions."""
