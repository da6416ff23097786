"""The parts of the import screen.

bring    the drop zone for a file
check    what it would bring: problems, totals, first rows, errors
reading  how it is read, and for whom; columns: what each of them holds
loading  how the load goes and what came of it
past     every import there was
"""
