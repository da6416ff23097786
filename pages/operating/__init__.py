"""The parts of the Events and Jobs screens.

words      what events, listeners, jobs and outcomes are called, and their times
stream     what happened, newest first; story: one event from its commit to the last listener
letters    dead letters and sending them again; times: how long listeners take
timetable  what the clock asks for; machine: queues and workers; failed: jobs without an attempt left
"""
