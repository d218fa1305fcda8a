"""Whether a release is ready: its version is the same everywhere, and the changelog has an entry for it.

make release                        # before tagging: says what is missing, or what to type
python tools/release.py v0.1.0      # in the release workflow: the tag is of this version
"""

import re
import sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parent.parent
ENTRY = re.compile(r'^## \[([^\]]+)\](?: - (\S+))?\n(.*?)(?=^## |\Z)', re.MULTILINE | re.DOTALL)


def versions(root=ROOT):
    "File → the version that it names."
    config = ConfigParser(delimiters=['='])
    config.read(root / 'settings.ini', encoding='utf-8')
    found = {'settings.ini': config['DEFAULT']['version']}
    named = {
        'tl_nbdev/__init__.py': r'^__version__ = "([^"]+)"$',
        'CITATION.cff': r'^version: (\S+)$',
    }
    for name, pattern in named.items():
        known = re.search(pattern, (root / name).read_text('utf-8'), re.MULTILINE)
        found[name] = known[1] if known else 'none'
    return found


def faults(root=ROOT, tag=None):
    "What is missing for a release."
    found = versions(root)
    version = found['settings.ini']
    for name, other in found.items():
        if other != version:
            yield f'{name} has version {other}, settings.ini {version}: make export, or edit it'
    if tag not in (None, f'v{version}'):
        yield f'the tag is {tag}, the version {version}: tag it v{version}'
    entries = {v: (day, text.strip()) for v, day, text in ENTRY.findall(changelog(root))}
    day, text = entries.get(version, ('', ''))
    if not text:
        yield f'CHANGELOG.md has no entry: put what is below [Unreleased] below ## [{version}] - year-month-day'
    elif not re.fullmatch(r'\d{4}-\d\d-\d\d', day):
        yield f'the entry of {version} in CHANGELOG.md has no day: ## [{version}] - year-month-day'
    elif entries.get('Unreleased', ('', ''))[1]:
        yield f'CHANGELOG.md has text below [Unreleased]: it belongs to {version}, or into a later release'


def changelog(root=ROOT):
    return (root / 'CHANGELOG.md').read_text('utf-8')


def main(tag=None):
    if found := list(faults(tag=tag)):
        sys.exit('\n'.join(['Not ready for a release:', *found]))
    version = versions()['settings.ini']
    if tag:
        print(f'{tag} is the tag of version {version}.')
        return
    print(
        'Once `make test`, `make release-check` and `make vulnerabilities` have passed, this publishes it:'
    )
    print(f'git tag -a v{version} -m "tl_nbdev {version}"\ngit push origin v{version}')


if __name__ == '__main__':
    main(*sys.argv[1:])
