"""The coach: pages, the live session and the API, served to the browser of the person whose data it is.

`app` puts it together; `pages` is how a page gets its JSON twin; `guard` is what stands before every request; one
module a group of pages. See docs/web.md.
"""
