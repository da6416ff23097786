"""Meta's Graph and Marketing API: `/meta/v26.0/…` plays https://graph.facebook.com/v26.0/….

`routes` the door · `call` the request as read · `errors` the envelope · `access` tokens and proofs · `oauth` consent ·
`usage` the headers that count · `nodes` objects as fields · `edges` lists of them · `insights` reports ·
`actions` conversions by type · `runs` asynchronous reports · `updates` writes · `paging` cursors.
"""
