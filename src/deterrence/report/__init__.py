"""The HTML report: blocks of text, tables and charts, put together as one self-contained file."""
