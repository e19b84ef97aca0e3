"""The values of the register: what is recorded, and what people type for it."""
