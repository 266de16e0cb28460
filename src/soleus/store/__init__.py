"""What soleus remembers: rows in SQLite or PostgreSQL, signals as files beside them; every row has an owner.

Table classes never leave this room: queries take and return the frozen values of `records`.
"""
