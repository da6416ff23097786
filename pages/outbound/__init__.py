"""The parts of the Outbound webhooks screen.

subscribers  the systems that are told, made, changed and tried
messages     the delivery log of one of them, and sending again
words        what states are called, and what each event says
"""
