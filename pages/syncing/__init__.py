"""The parts of the sync control screen: words, running (now), accounts (each one's state), past (run
history), answers (what the platforms said).
"""
