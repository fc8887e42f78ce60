"""Tables of points as text: read from CSV and its relatives, and written as CSV."""
