"""Write the course as it is opened elsewhere, to build/course: `make course`.

`.github/workflows/pages.yml` keeps it in the branch `course`. It is what students get, without answers; Colab
and Kaggle open single notebooks of it, Binder all of it. Such a notebook comes alone, so its picture is inside,
and its first cell of code installs what is missing. The lessons themselves have no such cell.
"""

import base64
import json
import re
import shutil
from configparser import ConfigParser
from pathlib import Path
from urllib.parse import quote

from tl_nbdev.commands.handouts import course_files

ROOT = Path(__file__).parent.parent
MADE = ROOT / 'build/course'
CONFIG = ConfigParser(delimiters=['='])
CONFIG.read(ROOT / 'settings.ini', encoding='utf-8')
ABOUT = CONFIG['DEFAULT']
PLACE = f'{ABOUT["user"]}/{ABOUT["repo"]}'
BRANCH = 'course'
SOURCE = f'git+https://github.com/{PLACE}@{ABOUT["branch"]}'
# the folder of a lesson has `checks`; a lesson that comes alone has not
FIRST_CELL = '''# Installs what is missing where this notebook came alone, as in Colab; elsewhere it does nothing
import importlib.util, subprocess, sys
from pathlib import Path

if importlib.util.find_spec('tl_nbdev') is None:
    subprocess.run([sys.executable, '-m', 'pip', 'install', '-q', '{requirement}'], check=True)
    importlib.invalidate_caches()
if not Path('checks').exists():
    from tl_nbdev.commands import write_course
    write_course('.')
if 'google.colab' in sys.modules:
    from google.colab import output
    output.enable_custom_widget_manager()'''
# for repo2docker, which Binder calls
BINDER = {
    'apt.txt': 'tuxpaint-stamps-default\n',
    'runtime.txt': 'python-3.11\n',
    'requirements.txt': '# torch for CPUs, which is all that Binder has\n'
    f'--extra-index-url https://download.pytorch.org/whl/cpu\ntl_nbdev[lessons] @ {SOURCE}\n',
    'postBuild': '#!/bin/bash\nset -euo pipefail\ntl-nbdev check\n',
}


def first_cell(requirement=f'tl_nbdev[train] @ {SOURCE}'):
    "The cell that installs what is missing."
    return {
        'cell_type': 'code',
        'execution_count': None,
        'id': 'install',
        'metadata': {'jupyter': {'source_hidden': True}, 'cellView': 'form'},
        'outputs': [],
        'source': FIRST_CELL.replace('{requirement}', requirement),
    }


def with_pictures(text, files):
    "Markdown with its pictures inside."

    def inside(m):
        return f'](data:image/png;base64,{base64.b64encode(files[m[1]]).decode()})'

    return re.sub(r'\]\((images/[\w.]+\.png)\)', inside, text)


def elsewhere(data, files):
    "A notebook that can come alone: the question and its picture are seen first, then it installs what is missing."
    nb = json.loads(data)
    for c in nb['cells']:
        if c['cell_type'] == 'markdown':
            c['source'] = with_pictures(''.join(c['source']), files)
    nb['cells'].insert(1, first_cell())
    return (json.dumps(nb, indent=1, ensure_ascii=False) + '\n').encode()


def places(name=''):
    "Place → address where a notebook of the course is opened; without a name, where all of it is."
    there = f'github.com/{PLACE}/blob/{BRANCH}/{name}'
    single = {
        'Colab': f'https://colab.research.google.com/{there.replace("github.com", "github")}',
        'Kaggle': f'https://kaggle.com/kernels/welcome?src=https://{there}',
    }
    opened = quote(f'lab/tree/{name}' if name else 'lab', safe='')
    binder = {'Binder': f'https://mybinder.org/v2/gh/{PLACE}/{BRANCH}?urlpath={opened}'}
    return single | binder if name else binder


def links(name=''):
    "The same as Markdown."
    return ' · '.join(f'[{place}]({address})' for place, address in places(name).items())


def index(text):
    "The index of the course, with where each lesson can be opened."
    text = re.sub(
        r'^(\| \d+ \| \[[^\]]*\]\(([\w.]+)\))',
        lambda m: f'{m[1]}<br>{links(m[2])}',
        text,
        flags=re.MULTILINE,
    )
    return f'{text.rstrip()}\n\nAll of it on {links()}.\n'


def write(to=MADE):
    "Write the branch."
    files = course_files()
    shutil.rmtree(to, ignore_errors=True)
    for name, data in files.items():
        if name.endswith('.ipynb'):
            data = elsewhere(data, files)
        if name == 'README.md':
            data = index(data.decode()).encode()
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_bytes(data)
    for name, text in BINDER.items():
        (to / name).write_text(text, 'utf-8', newline='\n')
    (to / 'postBuild').chmod(0o755)
    shutil.copy(ROOT / 'LICENSE', to / 'LICENSE')
    return to


if __name__ == '__main__':
    print(f'The course, to be opened elsewhere, is in {write()}')
