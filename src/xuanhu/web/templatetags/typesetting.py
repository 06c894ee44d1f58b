"""Filters and tags of templates: thin spaces between Chinese and Latin, addresses of assets."""

from django import template

from xuanhu.handbook_files.booklet.typesetting import spaced
from xuanhu.web.assets import asset

register = template.Library()
register.filter("spaced", lambda text: spaced(str(text)))
register.simple_tag(lambda name: asset("".join(name)), name="asset")  # a plain text: paths cannot be made of safe ones
