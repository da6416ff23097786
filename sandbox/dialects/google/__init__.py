"""Google Ads over REST: `/google/v26/…` plays https://googleads.googleapis.com/v26/….

`routes` the door · `errors` GoogleAdsFailure · `access` tokens and login-customer-id · `oauth` sign-in ·
`gaql` the query language · `resources`, `channels` and `metrics` what can be selected · `dates` which days ·
`search` the answers · `mutate` writes · `quota` operations a day.
"""
