"""The parts of the Notifications screen: how one person is told.

choices    what passes where, quiet hours, digests
channels   the ways to reach them: a new one, a try, a rest, an end
log        every message that left, or did not
words      what all of it is called
"""
