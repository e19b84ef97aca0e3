"""What takes how long, beside other tools and straightforward scripts; nothing in here asserts a time."""
