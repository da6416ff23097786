"""The parts of the Integrations screen.

links      the ways out to the platforms' consent pages, and what became of a trip that failed
choice     which accounts and profiles of a new access to connect
accounts   what is connected, and testing, reconnecting or disconnecting it
profiles   the pages and profiles that we speak for, and the consent that a TikTok account gives by itself
grants     how good an access is, and what it allows
platforms  which version of each platform's API we speak, until when, and how many profiles we speak for
"""
