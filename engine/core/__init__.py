"""The kernel, small on purpose.

errors i18n     what went wrong, said in two languages
clock periods   what time it is, and spans of days
money           micros and currencies
crypto          tokens sealed with a ring of keys
signing         webhooks signed and proven, the scheme both share
store queue     Redis, and the jobs in it
locks           what only one process may do at a time
work            one transaction, and what leaves the process after it
cache           cached questions, invalidated by tags
log             structured lines without secrets
"""
