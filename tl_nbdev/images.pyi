# Written by tools/stubs.py from images.py: do not edit.
"""Sets of labelled image files, and ways to split them."""

import numpy as np
import pandas as pd
import threading
from PIL import Image
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.core import Rows
from typing import Any, Literal

__all__ = ['Split', 'image_formats', 'image_suffixes', 'max_pixels', 'first_bytes', 'has_end_marker', 'opened_image', 'to_rgb', 'open_image', 'open_square', 'leaves_folder', 'extract', 'local_copy', 'split_names', 'text_column', 'tidy_table', 'call_as_code', 'ImageSet', 'checked_images', 'of_one_task', 'refuse_rows', 'checked_set', 'pick_columns', 'set_from_rows', 'read_text_file', 'is_litter', 'folder_entries', 'connected_components', 'digest', 'decoding_budget', 'decoding_bytes', 'decoded_cache', 'elpv_set', 'digits_set', 'fashion_package', 'fashion_url', 'fashion_md5', 'check_hash', 'fashion_mnist_set', 'labels_from_folders', 'labels_from_names', 'labels_from_lists', 'labels_from_matlab', 'fetched_folder', 'stamps_files', 'stamps_are_installed', 'stamps_set', 'load_images', 'list_image_sets']

Split = Literal['train', 'valid', 'test']

image_formats: tuple[str, ...]

image_suffixes: tuple[str, ...]

max_pixels: int
"""enough for a good camera; four bytes per pixel while reading"""

def first_bytes(path, n = 16):
    """The first `n` bytes of a regular, non-empty file; anything else raises an error that says what it is."""

def has_end_marker(data):
    """Whether the end marker follows the last scan of a JPEG."""

@contextmanager
def opened_image(path):
    """The file as a Pillow image, not yet decoded; errors in the block name the file."""

def to_rgb(im, background):
    """Convert a Pillow image of any mode to 8-bit RGB: rotated as EXIF says, transparency filled with `background`."""

def open_image(
    path: str | Path | Image.Image,
    background: tuple[int, int, int] = (255, 255, 255),
) -> Image.Image:
    """Read an image file as 8-bit RGB; raise a `TLError` that names the file if that can't be done faithfully.

    Parameters
    ----------
    path
        An image file, or a Pillow image (which isn't modified)
    background
        RGB, 0 … 255; shows through transparent pixels

    Returns
    -------
    Image.Image
        Mode RGB, the right way up
    """

def open_square(path: str | Path | Image.Image, size: int) -> Image.Image:
    """Read an image and squeeze it to a square (bilinear, antialiased).

    Parameters
    ----------
    path
        An image file, or a Pillow image
    size
        Side length in pixels

    Returns
    -------
    Image.Image
        Mode RGB, `size` × `size`
    """

def leaves_folder(name):
    """Whether a name could point outside its folder on any system: absolute, with .., a drive letter, or backslashes."""

def extract(
    archive: str | Path,
    folder: str | Path,
    keep: Callable[[str], bool] | None = None,
) -> Path:
    """Unpack an archive completely or not at all; one that would write elsewhere, or far too much, is refused.

    Parameters
    ----------
    archive
        A .zip, .tar, .tar.gz, .tgz, .tar.xz or .deb file
    folder
        Destination; if it exists already, nothing is done
    keep
        Called with the name of each file in the archive; returns whether to unpack it. None: all

    Returns
    -------
    Path
        `folder`
    """

def local_copy(path):
    """The path of a local copy of a URL's content; anything that isn't a URL is treated as a path."""

split_names: tuple[str, ...]

def text_column(values):
    """A text column, with `None` for whatever pandas treats as missing."""

def tidy_table(table):
    """`table` with the five standard columns first, each with its dtype, then extra columns, and a fresh index."""

def call_as_code(f, *args, **kw):
    """A call as Python code; arguments that are `None` are left out."""

@dataclass(frozen=True, repr=False, eq=False)
class ImageSet:
    """An immutable table of labelled image files: path, label, split, weight, group, and extra columns.

    Parameters
    ----------
    name
        Shown in outputs and messages
    root
        The folder that relative paths start from
    classes
        All labels in order, including any that a subset lacks
    ignored
        What the scan of a folder left out → how often
    tasks
        With several tasks: task → its labels in order
    recipe
        Python code that makes the same set again; empty if unknown
    """
    _table: pd.DataFrame
    """One row per file; see `table`"""
    name: str = 'images'
    """Shown in outputs and messages"""
    root: Path | None = None
    """The folder that relative paths start from"""
    classes: tuple[str, ...] = ()
    """All labels in order, including any that a subset lacks"""
    ignored: dict[str, int] = ...
    """What the scan of a folder left out → how often"""
    tasks: dict[str, tuple[str, ...]] = ...
    """With several tasks: task → its labels in order"""
    recipe: str = ''
    """Python code that makes the same set again; empty if unknown"""
    def __len__(self) -> int: ...
    @property
    def table(self) -> pd.DataFrame:
        """A copy of the rows: path, label, split, weight, group, then extra columns."""
    @cached_property
    def fingerprint(self) -> str:
        """A hash of the data: relative paths, labels and weights, in any order, and the tasks."""
    @cached_property
    def split_fingerprint(self) -> str:
        """A hash of the data and its splits."""
    @classmethod
    def from_frame(
        cls,
        df: pd.DataFrame,
        image: str | int = 'path',
        label: str | int | Sequence[str] | dict[str, str] = 'label',
        root: str | Path | None = None,
        name: str = 'frame',
    ) -> ImageSet:
        """Create an `ImageSet` from a data frame.

        Parameters
        ----------
        df
            One row per file; `split`, `weight` and `group` have a meaning, all columns are kept
        image
            Column of paths; a number in a table without names
        label
            Column of labels; several columns, or a dict task → column, for several tasks
        root
            Folder that paths are relative to and must stay inside; None: paths are used as they are
        name
            Name of the set
        """
    @classmethod
    def from_csv(
        cls,
        path: str | Path,
        image: str = 'image',
        label: str | Sequence[str] | dict[str, str] = 'label',
        root: str | Path | None = None,
    ) -> ImageSet:
        """Create an `ImageSet` from a CSV file.

        Parameters
        ----------
        path
            A UTF-8 file, or a URL (then its folder is downloaded); all columns are kept
        image
            Column of paths, relative to `root`
        label
            Column of labels; several columns, or a dict task → column, for several tasks
        root
            Folder with the images; None: the folder of the CSV file
        """
    @classmethod
    def from_folder(
        cls,
        path: str | Path,
        split_folders: bool = True,
        label_from: Literal['top', 'leaf'] | None = None,
    ) -> ImageSet:
        """Create an `ImageSet` from a folder that has one subfolder per class.

        Parameters
        ----------
        path
            A folder with one subfolder per class, or with train/valid/test folders that contain these; or a URL
        split_folders
            Whether folders called train, valid, val or test are splits
        label_from
            Which of several nested class folders is the label; None refuses them
        """
    def take(self, rows: Sequence[int] | np.ndarray | pd.Series) -> ImageSet:
        """The set with only these rows, in this order.

        Parameters
        ----------
        rows
            Positions from 0, or one boolean per row
        """
    def split(self, name: Split) -> ImageSet:
        """The rows of one split.

        Parameters
        ----------
        name
            Which one
        """
    @property
    def train(self) -> ImageSet:
        """The training images."""
    @property
    def valid(self) -> ImageSet:
        """The validation images, for model selection."""
    @property
    def test(self) -> ImageSet:
        """The test images, for the final evaluation."""
    @property
    def targets(self) -> np.ndarray:
        """The class index of each row.

        Returns
        -------
        np.ndarray
            (n,) of int64, positions in `classes`
        """
    @property
    def task_targets(self) -> dict[str, np.ndarray]:
        """The class index of each row, for each task.

        Returns
        -------
        dict[str, np.ndarray]
            Task → (n,) of int64, positions in `tasks[task]`
        """
    @property
    def class_tasks(self) -> dict[str, np.ndarray]:
        """The class of each task that corresponds to each of the joint `classes`.

        Returns
        -------
        dict[str, np.ndarray]
            Task → (classes,) of int64, positions in `tasks[task]`
        """
    def for_task(self, task: str | None = None) -> ImageSet:
        """The same images with the labels of a single task.

        Parameters
        ----------
        task
            One of `tasks`; None: the only one
        """
    def counts(self) -> pd.DataFrame:
        """The number of images of each class in each split.

        Returns
        -------
        pd.DataFrame
            One row per class; columns train, valid, test and 'none', as far as they occur
        """
    def with_splits(
        self,
        valid: float = 0.2,
        test: float = 0.2,
        seed: int = 0,
        by: str | None = None,
        blocks: int | None = None,
    ) -> ImageSet:
        """Split the set at random, stratified by class; rows of one group stay together.

        Parameters
        ----------
        valid
            Share of validation images, 0 … 1; 0: no validation split
        test
            Share of test images, 0 … 1; 0: no test split
        seed
            A different seed gives a different split
        by
            Extra column to stratify by, besides the label
        blocks
            Cut the table into this many runs, each kept in one split
        """
    def folds(
        self,
        k: int = 5,
        valid: float = 0.2,
        seed: int = 0,
        by: str | None = None,
    ) -> list[ImageSet]:
        """Splits for cross-validation: each image is in one test split; rows of one group stay together.

        Parameters
        ----------
        k
            Number of folds, 2 or more
        valid
            Share of validation images among those not in the test split, 0 … 1
        seed
            A different seed gives different folds
        by
            Extra column to stratify by, besides the label

        Returns
        -------
        list[ImageSet]
            As many as `k`
        """
    def subsample_labels(
        self,
        per_class: int,
        seed: int = 0,
        splits: Split | Sequence[Split] = ('train',),
    ) -> ImageSet:
        """The same splits with `per_class` training images per class; smaller subsets are nested in larger ones.

        Parameters
        ----------
        per_class
            Training images to keep per class, 1 or more
        seed
            A different seed keeps different images
        splits
            Splits to subsample; ('train', 'valid') also limits the labels used for model selection

        Returns
        -------
        ImageSet
            With as many rows; the dropped ones have no split
        """
    def with_domains(
        self,
        by: str,
        train: str | int | Sequence[str | int],
        test: str | int | Sequence[str | int] | None = None,
        valid: float = 0.2,
        seed: int = 0,
    ) -> ImageSet:
        """Train and validate on one domain, test on another.

        Parameters
        ----------
        by
            Column with the domain of each image
        train
            Its value, or values, for the training and validation images
        test
            Its value, or values, for the test images; None: all others
        valid
            Share of validation images in the training domain, 0 … 1
        seed
            A different seed gives a different split

        Returns
        -------
        ImageSet
            With as many rows; images of other domains have no split
        """
    def to_csv(self, path: str | Path) -> Path:
        """Write the table as a CSV file for `from_csv` (which needs `root=` unless the file is in that folder).

        Parameters
        ----------
        path
            Destination; paths in the file are relative to `root`

        Returns
        -------
        Path
            The file
        """
    def show(self, n: int = 8, seed: int = 0, side: int = 128, ax: Axes | None = None) -> Axes:
        """Draw a row of `n` images with their labels.

        Parameters
        ----------
        n
            Number of images
        seed
            Selects which ones
        side
            Size of each image in pixels; its aspect ratio is kept
        ax
            Where to draw; None: in a new figure
        """

def checked_images(o: object) -> ImageSet:
    """Return `o` if it is an `ImageSet`; otherwise raise a `TLError` that says how to get one.

    Parameters
    ----------
    o
        The value passed as an `ImageSet`
    """

def of_one_task(o: object) -> ImageSet:
    """Return `o` if it is an `ImageSet` with one label per image; otherwise raise a `TLError` that says what to do.

    Parameters
    ----------
    o
        The value passed as an `ImageSet`
    """

def refuse_rows(bad, what, fix, first = 0):
    """Raise if any row is `bad` (a boolean array): give the count and the first five, numbered from `first`."""

def checked_set(table, name, root, ignored = None, tasks = ()):
    """The `ImageSet` of a tidy table; raises if it is empty or has only one class."""

def pick_columns(df, image, label):
    """`df` with the columns `path`, `label` and one per task, then the other columns; and the tasks."""

def set_from_rows(df, root, name, first = 0, tasks = ()):
    """The checked `ImageSet` of a frame with columns `path` and `label`; error messages count rows from `first`."""

def read_text_file(path):
    """Read a UTF-8 text file, with or without the byte order mark that Excel writes."""

def is_litter(name):
    """The name to count a leftover of some tool under; None for an ordinary name."""

def folder_entries(folder):
    """The entries of `folder`, sorted by name; the same order on every machine."""

def connected_components(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Number the connected components: sets of rows linked through `a` or `b`, directly or indirectly.

    Parameters
    ----------
    a
        (n,) of int: rows with the same number belong together
    b
        (n,) of int: a second such grouping

    Returns
    -------
    np.ndarray
        (n,) of int, 0 … number of components - 1
    """

def digest(path: str | Path) -> str:
    """The SHA-256 of a file, as `core.sha256`; errors name the file, and the hash of an unchanged file is cached.

    Parameters
    ----------
    path
        A file

    Returns
    -------
    str
        64 hexadecimal digits
    """

class _Budget:
    limit: Any
    used: int
    change: threading.Condition
    def __init__(self, limit): ...
    @contextmanager
    def taking(self, n): ...

decoding_budget: _Budget
"""bytes"""

def decoding_bytes(im):
    """The bytes that Pillow and its libraries need to decode an image, from their sources and measurements."""

def decoded_cache(
    images: ImageSet | Iterable[str | Path],
    size: int,
    progress: bool = True,
) -> Rows:
    """The images as squares, from the cache; missing ones are computed first.

    Parameters
    ----------
    images
        Or paths of image files
    size
        Side length in pixels
    progress
        Whether to show a progress bar while squares are computed

    Returns
    -------
    Rows
        (size, size, 3), uint8, in the order of `images`; same pixels as `open_square`
    """

def elpv_set(task = 'binary'):
    """ELPV solar cells: `task` 'binary' (is it defective), 'four_level', 'cell_type', or 'multi' (defect and cell)."""

def digits_set():
    """1,797 handwritten digits of 8 × 8 pixels, from scikit-learn."""

fashion_package: Path

fashion_url: str

fashion_md5: dict[str, str]

def check_hash(known, path, fix = 'try again'):
    """Raise if a download has a different hash: SHA-256, or MD5, which is all that many of these sets publish."""

def fashion_mnist_set():
    """70,000 images of clothes of 28 × 28 pixels; 10,000 of them are the test split."""

def labels_from_folders(folder, names = (), **kw):
    """Read class folders; `names` maps folder names to the real class names."""

def labels_from_names(folder):
    """Read labels from file names: `great_dane_12.jpg` shows a great_dane."""

def labels_from_lists(folder, **lists):
    """Read text files, one per split, with lines such as `jpg/1.jpg 16`, or `soup/1` for `images/soup/1.jpg`."""

def labels_from_matlab(folder):
    """The labels and splits of the Oxford flowers, from their MATLAB files."""

def fetched_folder(name, files, keep = None, limit = ...):
    """The folder of a downloaded set, with its archive unpacked in `files`; downloaded if necessary."""

stamps_files: tuple[tuple[str, ...], ...]

def stamps_are_installed():
    """Whether the package is installed, complete and in the right version."""

def stamps_set():
    """446 photographs and drawings of six kinds of objects, from Tux Paint."""

def load_images(name: str, **options: str) -> ImageSet:
    """Load an image set by name, downloading it if necessary.

    Parameters
    ----------
    name
        One of `list_image_sets`
    **options
        Options of that set; ELPV: `task` 'binary', 'four_level', 'cell_type' or 'multi'
    """

def list_image_sets() -> pd.DataFrame:
    """The sets that `load_images` can load; `here` marks those available without a network.

    Returns
    -------
    pd.DataFrame
        One row per set: images, tasks (and classes), licence, origin, here
    """
