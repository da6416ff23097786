"""Google Ads over REST: `/google/v26/…` plays https://googleads.googleapis.com/v26/….

`routes` the door · `errors` GoogleAdsFailure · `access` tokens and login-customer-id · `oauth` sign-in ·
`gaql` the query language · `resources`, `channels` and `metrics` what can be selected · `dates` which days ·
`search` and `rows` the answers · `quota` operations a day · `webhooks` the lead form's own ·
`mutate` writes, as a `batch` of `updates` and `creates` (`budgets`, `campaigns`, `ads`, `criteria` in `places`),
read strictly by `fields`, answered by `shown`.
"""
