"""Letters on paper: a template and data become a PDF, or pictures of its pages, in Chinese typography.

Data travels as JSON beside the template, so that nothing in it is ever read as code. The same template, data and moment
give the same bytes.
"""

from xuanhu.integrations.typesetting.pages import NotTypeset, page_pictures, typeset

__all__ = ["NotTypeset", "page_pictures", "typeset"]
