"""The API under what nobody thought of: Schemathesis sends it to an organisation that has one of everything.

fences   a process that can reach this machine only
worlds   the organisation, with real ids for every parameter, made anew as they are used up
hooks    what is changed in each request before it leaves: callers, ids, bodies that make sense
"""
