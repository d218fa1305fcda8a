"Everything about the package comes from settings.ini, which nbdev reads too."

import json
import re
import shutil
from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

here = Path(__file__).parent
config = ConfigParser(delimiters=['='])
config.read(here / 'settings.ini', encoding='utf-8')
cfg = config['DEFAULT']
EXTRAS = 'train lessons dev docs teach lite trackers experiments deploy bench'.split()


def without_outputs(notebook):
    "A notebook's text without outputs: all that is needed to run it, in a tenth of the bytes."
    nb = json.loads(notebook.read_text(encoding='utf-8'))
    for cell in nb['cells']:
        if cell['cell_type'] == 'code':
            cell.update(outputs=[], execution_count=None)
    return json.dumps(nb, indent=1, ensure_ascii=False) + '\n'


def course():
    "The files of the course, which the console script hands out: no outputs, only the results that lessons replay."
    lessons = here / 'nbs/lessons'
    notebooks = [*sorted(lessons.glob('*.ipynb')), here / 'nbs/apps/app.ipynb']
    text = ''.join(p.read_text(encoding='utf-8') for p in notebooks)
    replayed = sorted(set(re.findall(r"benchmark_results\('([\w-]+)'", text)))
    others = [lessons / 'README.md', lessons / 'GLOSSARY.md']
    others += [*sorted(lessons.glob('images/*.png')), *sorted(lessons.glob('checks/*.py'))]
    return notebooks, others + [here / f'benchmarks/results/{o}.json' for o in replayed]


def write_course(to):
    "Write these files below a folder, where they have the same places as here."
    notebooks, others = course()
    for path in (*notebooks, *others):
        new = to / path.relative_to(here)
        new.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)  # it may be a link to the file here
        if path in notebooks:
            new.write_text(without_outputs(path), encoding='utf-8', newline='\n')
        else:
            shutil.copyfile(path, new)


class BuildWithCourse(build_py):
    "The wheel has the course, below the package; an editable installation uses the checkout's."

    def run(self):
        super().run()
        if not self.editable_mode:
            inside = Path(self.build_lib) / cfg['lib_path'] / '_course'
            shutil.rmtree(inside, ignore_errors=True)
            write_course(inside)


class SdistWithCourse(sdist):
    "The sdist has it where the repository has it, so a wheel can be built from it."

    def make_release_tree(self, base_dir, files):
        super().make_release_tree(base_dir, files)
        write_course(Path(base_dir))


setup(
    name=cfg['lib_name'],
    version=cfg['version'],
    description=cfg['description'],
    long_description=(here / 'README.md').read_text(encoding='utf-8'),
    long_description_content_type='text/markdown',
    author=cfg['author'],
    author_email=cfg['author_email'],
    license='Apache-2.0',
    keywords=cfg['keywords'].split(),
    packages=find_packages(include=[cfg['lib_path'], f'{cfg["lib_path"]}.*']),
    package_data={'': ['py.typed', '*.pyi']},
    cmdclass={'build_py': BuildWithCourse, 'sdist': SdistWithCourse},
    entry_points={'console_scripts': ['tl-nbdev = tl_nbdev.commands:main']},
    python_requires=f'>={cfg["min_python"]}',
    install_requires=cfg['requirements'].split(),
    extras_require={o: cfg[f'{o}_requirements'].split() for o in EXTRAS},
    classifiers=[
        'Development Status :: 3 - Alpha',
        'Intended Audience :: Education',
        'Programming Language :: Python :: 3 :: Only',
        *(f'Programming Language :: Python :: {o}' for o in cfg['tested_pythons'].split()),
        'Topic :: Scientific/Engineering :: Artificial Intelligence',
    ],
)
