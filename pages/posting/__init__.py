"""What the Posts screen is made of.

calendar   a month or a week of the organisation's days, each post a button
listing    all posts with their state and engagement
composer   one text for many profiles, with a preview and the limits of each
post       one post in a dialog: every profile's state, and what can be done about it
approvals  how many people have to approve
times      when posts did best
words      what states are called, and the days of a week in the reader's region
"""
