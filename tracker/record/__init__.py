"""The rules of recording: facts become events, or are refused."""
