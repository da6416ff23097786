"""The parts of the Security screen.

checks     what to look after: headers, keys, accesses, sign-ins, deliveries, codes, sealing; each with what to do
isolation  the proof that tenants are apart
keys       what programs enter by: made, narrowed, rotated, ended
limits     how often people and programs may ask, and how much of it is used
people     who is in, whether their sign-in asks for a code, and the end of their sessions
trail      who did what: narrowed, page by page, taken away as a file
"""
