"""The parts of the dashboard, each drawing one of its sections from the same read.

headline   alerts and the six key figures
trends     spend and revenue by day, spend by platform
campaigns  active campaigns, filtered and searched
ads        what is below one of them
targets    the month's targets and the form that sets them
content    what is scheduled, how the latest posts did
sources    connected accounts and the state of their syncs
first_run  the way from an empty organisation to its first figures
export     the figures as files
board      one read with what all parts ask of it
"""
