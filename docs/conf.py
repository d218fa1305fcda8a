"Sphinx builds the site from the files that tools/docs.py has written; nothing is executed or downloaded."

import importlib.metadata
from configparser import ConfigParser
from pathlib import Path

from latex2mathml.converter import convert

config = ConfigParser(delimiters=['='])
config.read(Path(__file__).parent / 'settings.ini', encoding='utf-8')
settings = config['DEFAULT']

project = settings['title']
author = settings['author']
project_copyright = f'{author}; Apache-2.0'
release = version = settings['version']
language = 'en'

extensions = ['myst_nb', 'sphinx_copybutton', 'sphinx_design']
nb_execution_mode = 'off'
nb_merge_streams = True
myst_enable_extensions = ['attrs_block', 'attrs_inline', 'colon_fence', 'dollarmath']
myst_dmath_allow_space = myst_dmath_allow_digits = False  # a price is not a formula
myst_heading_anchors = 4
suppress_warnings = ['mystnb.unknown_mime_type']  # widgets; their static HTML is shown
smartquotes = False  # 'head' is code, also without backticks
toc_object_entries_show_parents = 'hide'
add_module_names = True

html_theme = 'pydata_sphinx_theme'
html_title = project
html_static_path = ['_static']
html_css_files = ['site.css']
html_favicon = '_static/logo.svg'
html_context = {'default_mode': 'auto'}
html_show_sourcelink = html_copy_source = False
html_sidebars = {'index': [], 'figures': [], 'contributing': [], 'changelog': []}
html_theme_options = {
    'logo': {'text': project, 'image_light': '_static/logo.svg', 'image_dark': '_static/logo.svg'},
    'navbar_align': 'left',
    'header_links_before_dropdown': 7,
    'show_nav_level': 1,
    'show_toc_level': 2,
    'navigation_with_keys': False,
    'show_prev_next': True,
    'search_as_you_type': True,
    'search_bar_text': 'Search names, lessons, recipes …',
    'secondary_sidebar_items': ['page-toc'],
    'footer_start': ['copyright'],
    'footer_end': [],
    'pygments_light_style': 'a11y-high-contrast-light',
    'pygments_dark_style': 'a11y-high-contrast-dark',
}
copybutton_exclude = '.linenos, .gp, .go'


def inline_math(self, node):
    self.body.append(convert(node.astext()))


def block_math(self, node):
    self.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')


def math(visit):
    "A visitor that replaces a formula by MathML, which browsers draw by themselves."
    from docutils.nodes import SkipNode

    def visitor(self, node):
        visit(self, node)
        raise SkipNode

    return visitor, None


def setup(app):
    app.add_html_math_renderer('mathml', math(inline_math), math(block_math))
    app.config.html_math_renderer = 'mathml'
    return {'version': importlib.metadata.version('latex2mathml'), 'parallel_read_safe': True}
