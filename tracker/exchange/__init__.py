"""Import files of any origin as planned changes; export the whole register to files that can be imported again."""
