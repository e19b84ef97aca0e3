"""Tests of the commands, through the program itself."""
