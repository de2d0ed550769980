"""Games with explicit public states: their structure, their numbers, and the labels that make one a crisis."""
