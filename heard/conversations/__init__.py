"""The core: conversations, threads, messages and notes; answering them; what is said goes out through channels."""
