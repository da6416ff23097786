"""The brushes every screen shares. A screen says what, these say how it looks.

frame      page(), section(), Scope: who is here, may they, and what an error looks like
sidebar    brand, organisation, navigation, preferences, the person
topbar     the sticky bar of a page: title, filters, chips, actions; bell: what is unread
filters    the range and the comparison of a page, kept in its address; more: the rest of a long table
html       templates with escaping, and show() to put the result on the page
format     numbers, money, dates and times as plain text in the reader's language
marks      the smallest parts as markup: number, icon, swatch, pill, bar, popover
files      pictures and films: a field that takes them, and each of them small
deeds      what a reader does inside a section, and its answer or refusal
cards kpis charts tables stats lists strips alerts states    the larger parts
palette    the colours that Plotly must be told
"""
