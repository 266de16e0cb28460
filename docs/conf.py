"""Sphinx configuration."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from catalogue_pages import write_pages  # noqa: E402

write_pages(HERE / "catalogue")

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
