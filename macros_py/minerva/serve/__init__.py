"""The door for a browser: `minerva serve` answers the page and the task pane on this computer, and nobody else.

Why Starlette with xlwings' remote engine, and not the application of xlwings-server: that one comes without login on
its pane and metadata, answers every origin, takes requests of any size and serves whole folders. Putting a guard in
front of routes one did not write means knowing all of them, also those of its next version. Here every route is in
`app.py` or handed to `create_app`, everything that is public is one fixed list (`public.py`), and one guard stands in
front (`guard.py`). From the package xlwings-server only the files of its client are served, from such a list: the
client that speaks the protocol of Office stays the maintained one.

What is received is read in processes of its own (`work.py`), never in the server's.
"""
