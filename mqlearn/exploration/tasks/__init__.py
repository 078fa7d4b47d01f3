"""Orders of tasks: which one starts first, and which one is cancelled at which step."""
