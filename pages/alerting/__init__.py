"""The parts of the Alerts screen.

rows     each alert with what may be done about it, and its history
words    what states, kinds and deeds are called, and where an alert leads
"""
