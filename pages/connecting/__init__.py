"""The parts of the Integrations screen.

links      the ways out to the platforms' consent pages, and what became of a trip that failed
choice     which accounts and profiles of a new access to connect
accounts   what is connected, and testing, reconnecting or disconnecting it
platforms  which version of each platform's API we speak, until when, and the profiles we speak for
"""
