"""The simulated world: who advertises what, where, and what truly comes of it.

`model` nouns · `accounts` who · `names` words · `build` the whole, from a seed · `truths` what nobody is told ·
`seasons` the calendar · `changes` what was done when · `creations` what clients made · `delivery` money per ad
and day · `series` numbers per ad and day · `reports` sums of them · `profiles`, `posts` and `leads` what is there
beside advertisements, kept by `content` · `clock` when it is.
"""
