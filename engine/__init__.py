"""The product: one file per noun, told by reads (questions), actions (changes) and listeners (consequences).

core/        the kernel: work, cache, queue, errors, clock, money, crypto, language, log, files to take away
connectors/  the ad platforms, one file each
science/     pure mathematics
events       the facts; listeners: what follows from them; outbox: each of it once; jobs: what runs behind
identity permissions orgs integrations entities metrics performance budgets syncs posts dashboard rates targets
alerts audits: the nouns
tokens renewals      the access we hold, kept alive; profiles: whom it speaks for; enrolments: what is told
leads comments       people who answered; inbox: what both are sought by
notifications news   telling people: how they want to be told; what happened and is no alert
webhooks subscriptions       what platforms tell us, and what we tell customers' systems
campaigns    one plan on several platforms: made all or none, changed, taken back
"""
