"""The commands: each parses what was typed, calls one or two functions, and shows a listing."""
