"""The parts of the Campaigns screen.

overview   the list, and what waits for a decision
detail     one campaign: how its making goes, its platforms, what was done, what can be done
build      the builder: goals audiences budgets creatives posts review, a step each
drafts     the plan that the builder fills, as a request
again      a campaign or a template as such a plan; templates: what is kept to plan from
bulk       many from a file: brought, looked at, created
utm        what is added to the addresses of ads
ways       the ways out where a platform has something else than planned
words      states in words and tones
"""
