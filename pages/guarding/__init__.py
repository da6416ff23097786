"""The cards of the Budgets screen.

limits  every budget: used, paced, where it ends, what is unseen, whether it is guarded, and resuming
sums    how each campaign did in thirty days, and what each ratio means
odd     days outside of the range they were expected in
records how often what is told here came true
"""
