"""Lists: what is specified once of each column and filter, and serves the page, the sorting and the Excel file."""
