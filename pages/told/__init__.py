"""The parts of the Webhooks and Inbox screens.

words       what kinds, states and refusals are called
deliveries  what platforms told us, what became of it, and doing one again
addresses   where platforms have to send, and the org's own secrets
people      leads, comments and messages · seeking: their filters · taking: leads as a file
"""
