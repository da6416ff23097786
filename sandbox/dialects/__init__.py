"""How each platform says it: one package a platform, each with its `routes`.

Every call goes through `frame.play`, which records it and lets ordered faults happen; what is left to a dialect
is reading the request, answering it, and its own way of refusing.
"""
