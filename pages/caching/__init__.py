"""The cards of the Cache screen.

rates    the share of reads that were answered at once, over time
areas    each area: its reads, what it keeps, forgetting it; and Redis itself
warming  computing what will be asked, now and before the working day
keys     what is read most, and how often each tag was touched
words    the names of areas and tags
"""
