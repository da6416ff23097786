"""What every request of the web process passes, from the outside in. Pure ASGI; each sees http and websocket.

forwarded  where it really comes from, behind trusted proxies
headers    the security headers of every answer, and the page that stands for an error nobody expected
static     the bundle of Streamlit and our own assets, compressed once
origins    a change or a websocket comes from our own pages only
gate       known addresses only, and only for those who are signed in
"""
