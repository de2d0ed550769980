"""Every file of the program: read safely, checked against its record, faults located."""
