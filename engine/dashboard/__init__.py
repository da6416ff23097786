"""The dashboard: eight sections from one read over the rollups.

reads       dashboard(), refresh(), span(): the cached figures, the live rest, the range
ledger      the org's days converted into its reporting currency
overview    totals, comparison, series, platforms, what could not be converted
campaigns   active campaigns and how their budgets are going
posts       content; accounts: sources and sync status; drilldown: ad sets and ads
figures     sums and the ratios of sums
"""

from engine.dashboard.drilldown import campaign_children, campaign_tree
from engine.dashboard.reads import Compare, dashboard, live, refresh, span

__all__ = ["Compare", "campaign_children", "campaign_tree", "dashboard", "live", "refresh", "span"]
