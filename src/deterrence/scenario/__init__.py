"""What a person writes about a crisis, in either form of file, and the one game that it compiles to."""
