"""Sphinx configuration."""

project = "soleus"
author = "The soleus team"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "soleus"
html_show_sourcelink = False
myst_heading_anchors = 3
autodoc_typehints = "none"
