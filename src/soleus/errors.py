"""The error tree: every error that soleus raises on purpose.

SoleusError
├── InputError (also ValueError)   the file or the numbers are wrong
│   ├── UnknownFormatError         the file is none that soleus reads
│   └── NotFoundError              nothing of that name or id is stored for this account
├── NotEnoughDataError             valid, but too little to answer
├── DeniedError                    who asks may not do that
└── StoreError                     the data folder is not usable
    └── DiskFullError              its disk has no room
"""


class SoleusError(Exception):
    """Root of all errors of soleus; its message is one line that a person can act on."""


class InputError(SoleusError, ValueError):
    """The file or the numbers are wrong."""


class UnknownFormatError(InputError):
    """The file is none of the formats that soleus reads."""


class NotFoundError(InputError):
    """Nothing of that name or id is stored for this account."""


class NotEnoughDataError(SoleusError):
    """The input is valid, but too little to answer the question."""


class DeniedError(SoleusError):
    """Who asks is not known, or may not do that."""


class StoreError(SoleusError):
    """The data folder is not usable."""


class DiskFullError(StoreError):
    """The disk of the data folder has no room."""
