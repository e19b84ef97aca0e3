"""The rules of recording: facts that somebody gives become events, or are refused."""
