"""TikTok's Marketing API: `/tiktok/open_api/v1.3/…` plays https://business-api.tiktok.com/open_api/v1.3/….

`routes` the door · `call` the request as read · `errors` the envelope · `access` tokens · `oauth` consent ·
`quota` calls a second and a minute · `nodes` and `statuses` what things say · `lists` lists of them ·
`columns`, `reports` and `filters` figures · `tasks` asynchronous reports ·
`creates` and `updates` writes · `assets` what ads are made with · `texts` and `money` ·
`tt_user` the consent of TikTok accounts · `business` their posts · `webhooks` what is told unasked ·
`subscriptions` what of it was asked for.
"""
