"""The demo data, one module per app, each with `load(now)`. Loading twice adds nothing and changes nothing.

People and shops are plainly fictitious. What is told of Hitachi's centers is what public pages tell; the rest is empty
or marked as 仮データ.
"""
