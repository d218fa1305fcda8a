# Written by tools/stubs.py from table.py: do not edit.
"""`ImageSet`: a table of image files with their labels, and its subsets."""

import numpy as np
import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.core.tasks import Task, TaskKind
from tl_nbdev.images.columns import Split
from typing import Literal

__all__ = ['ImageSet', 'checked_images', 'of_one_task', 'of_one_target', 'images_code']

def tidy_table(table): ...

def call_as_code(f, *args, **kw): ...

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
        With several tasks: what each of them is
    recipe
        Python code that makes the same set again; empty if unknown
    noted
        Path → SHA-256 when the file was first hashed; shared by all sets that were made from this one
    kind
        What `classes` are, if there is a single task
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
    tasks: dict[str, Task] = ...
    """With several tasks: what each of them is"""
    recipe: str = ''
    """Python code that makes the same set again; empty if unknown"""
    noted: dict[str, str] = ...
    """Path → SHA-256 when the file was first hashed; shared by all sets that were made from this one"""
    kind: TaskKind = 'classes'
    """What `classes` are, if there is a single task"""
    def __len__(self) -> int: ...
    @property
    def table(self) -> pd.DataFrame:
        """A copy of the rows: path, label, split, weight, group, then extra columns."""
    @cached_property
    def relative_paths(self) -> list[str]:
        """Paths relative to `root`, with forward slashes on every system."""
    @cached_property
    def fingerprint(self) -> str:
        """A hash of the data: relative paths, labels and weights, in any order, and the tasks."""
    @cached_property
    def split_fingerprint(self) -> str:
        """A hash of the data and its splits."""
    def with_decisions(self, log: str | Path) -> ImageSet:
        """Apply the decisions of a log: give and change labels, drop images. Image files stay as they are.

        Parameters
        ----------
        log
            File of `tl.label`, or of a `Cleaner`
        """
    @property
    def labelled(self) -> ImageSet:
        """The images that have a label."""
    @property
    def unlabelled(self) -> ImageSet:
        """The images that have no label yet."""
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
    @classmethod
    def from_csv(
        cls,
        path: str | Path,
        image: str = 'image',
        label: str | Sequence[str] | dict[str, str] = 'label',
        root: str | Path | None = None,
        allow_unsplit: bool = False,
        unlabelled: bool = False,
        label_sep: str | None = None,
        labels: Sequence[str] | None = None,
        numbers: Sequence[str] | dict[str, str] | None = None,
    ) -> ImageSet:
        """Create an `ImageSet` from a CSV file.

        Parameters
        ----------
        path
            A UTF-8 file, or a URL (then its folder is downloaded); all columns are kept
        image
            Column of paths, relative to `root`
        label
            Column of labels; several columns, or a dict task → column, for several tasks Beside `labels` and `numbers`, name it only if it is a target, too
        root
            Folder with the images; None: the folder of the CSV file
        allow_unsplit
            Whether rows may have no split while others have one
        unlabelled
            Whether rows may have no label: images to label later, see `tl.label`
        label_sep
            Separator of several labels in the column `label`, such as ';'; an empty field means none of them
        labels
            Columns of 0 and 1, one for each label: an image may have several
        numbers
            Columns of numbers to predict, or column → unit, such as {'angle': '°'}
        """
    @classmethod
    def from_folder(
        cls,
        path: str | Path,
        split_folders: bool = True,
        label_from: Literal['top', 'leaf'] | None = None,
        linked: bool = False,
        unlabelled: bool = False,
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
        linked
            Whether a picture may have several labels: it lies in the folder of one, and links to it in those of the others
        unlabelled
            Whether images that lie in no subfolder belong to the set: to label later, see `tl.label`
        """
    def to_csv(self, path: str | Path) -> Path:
        """Write the table as a CSV file for `from_csv`; `root=` and `allow_unsplit=` may be needed there.

        Parameters
        ----------
        path
            Destination; paths in the file are relative to `root`

        Returns
        -------
        Path
            The file
        """
    @classmethod
    def from_hub(
        cls,
        repo: str,
        label: str = 'label',
        label_from: Literal['top', 'leaf'] | None = None,
        allow_unsplit: bool = False,
        unlabelled: bool = False,
    ) -> ImageSet:
        """Create an `ImageSet` from image files on the Hugging Face Hub; they are kept in the cache.

        Parameters
        ----------
        repo
            'owner/name' of a data set on the Hub, with or without @revision behind it
        label
            Column of labels, where the repository has a metadata.csv
        label_from
            As in `from_folder`, where it has none
        allow_unsplit
            As in `from_csv`
        unlabelled
            As in both
        """
    def units(self, blocks: int | None = None) -> np.ndarray:
        """A number per row, equal for rows of one group or block: these must stay in one split.

        Parameters
        ----------
        blocks
            Cut the table into this many runs, each a unit; None: groups alone

        Returns
        -------
        np.ndarray
            (n,) of int
        """
    def in_judged_groups(self) -> np.ndarray:
        """Whether each image is in a group with validation or test images: then it must not become a training image.

        Returns
        -------
        np.ndarray
            (n,) of bool
        """
    def bins(self) -> np.ndarray:
        """The class number of each row; of numbers the tenth of the first one that it is in, fewer if there are few.

        Returns
        -------
        np.ndarray
            (images,) of int64, from 0 on
        """
    def with_splits(
        self,
        valid: float = 0.2,
        test: float = 0.2,
        seed: int = 0,
        stratify: str | None = None,
        blocks: int | None = None,
        group: str | None = None,
        keep: Split | None = None,
    ) -> ImageSet:
        """Split the set at random, stratified by class; rows of one group stay together. Replaces splits, and says so.

        Parameters
        ----------
        valid
            Share of validation images, 0 … 1; 0: no validation split
        test
            Share of test images, 0 … 1; 0: no test split
        seed
            A different seed gives a different split
        stratify
            Column to spread evenly over the splits, besides the label
        blocks
            Cut the table into this many runs, each kept in one split
        group
            Column whose equal values stay in one split, such as 'patient'; it is added to the groups
        keep
            A split that stays as it is; the other rows are divided anew
        """
    def folds(
        self,
        k: int = 5,
        valid: float = 0.2,
        seed: int = 0,
        stratify: str | None = None,
        group: str | None = None,
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
        stratify
            Column to spread evenly over the splits, besides the label
        group
            Column whose equal values stay in one split, such as 'patient'; it is added to the groups

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
            Training images to keep per class, or at least per label, 1 or more
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
    def digests(self) -> list[str]:
        """The SHA-256 of each file; raises if a file has changed since the set first hashed it.

        Returns
        -------
        list[str]
            64 hexadecimal digits each, in the order of the table
        """
    @property
    def content(self) -> str:
        """A hash of the data, its splits and the bytes of its files, as they were when the set first hashed them.

        Returns
        -------
        str
            16 hexadecimal digits
        """
    @property
    def task(self) -> Task:
        """What the label of an image is, if there is a single task."""
    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of which an image may have several; empty for sets of other kinds."""
    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns of numbers that are to be predicted; empty for sets of other kinds."""
    @property
    def is_mixed(self) -> bool:
        """Whether there are labels or numbers beside tasks of other kinds: then hardly two images have the same joint class."""
    @property
    def target_columns(self) -> dict[str, list[str] | dict[str, str]]:
        """The arguments of `from_frame` that say which columns of `table` are the targets; orders are not among them.

        Returns
        -------
        dict[str, list[str] | dict[str, str]]
            Any of label, labels and numbers; empty: one class an image
        """
    @classmethod
    def from_frame(
        cls,
        df: pd.DataFrame,
        image: str | int = 'path',
        label: str | int | Sequence[str] | dict[str, str] = 'label',
        root: str | Path | None = None,
        name: str = 'frame',
        allow_unsplit: bool = False,
        unlabelled: bool = False,
        label_sep: str | None = None,
        labels: Sequence[str] | None = None,
        numbers: Sequence[str] | dict[str, str] | None = None,
    ) -> ImageSet:
        """Create an `ImageSet` from a data frame.

        Parameters
        ----------
        df
            One row per file; `split`, `weight` and `group` have a meaning, all columns are kept
        image
            Column of paths; a number in a table without names
        label
            Column of labels; several columns, or a dict task → column, for several tasks Beside `labels` and `numbers`, name it only if it is a target, too
        root
            Folder that paths are relative to and must stay inside; None: paths are used as they are
        name
            Name of the set
        allow_unsplit
            Whether rows may have no split while others have one
        unlabelled
            Whether rows may have no label: images to label later, see `tl.label`
        label_sep
            Separator of several labels in the column `label`, which may also hold lists; none of them: ''
        labels
            Columns of 0 and 1, one for each label: an image may have several
        numbers
            Columns of numbers to predict, or column → unit
        """
    def with_column(
        self,
        name: str,
        values: Sequence[str | None] | np.ndarray | pd.Series | None,
    ) -> ImageSet:
        """The same set with another text column.

        Parameters
        ----------
        name
            A new column, or one that is replaced, such as 'group'
        values
            One text per row, for labels one of `classes`; None: no values
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
    def development(self) -> ImageSet:
        """The images that choices may be based on: training and validation images; if there are none, those without a split."""
    @property
    def targets(self) -> np.ndarray:
        """The class index of each row; raises where a label is missing.

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
            Task → (n,) of int64, positions in `tasks[task].classes`
        """
    @property
    def class_tasks(self) -> dict[str, np.ndarray]:
        """The class of each task that corresponds to each of the joint `classes`.

        Returns
        -------
        dict[str, np.ndarray]
            Task → (classes,) of int64, positions in `tasks[task].classes`
        """
    @property
    def has_label(self) -> np.ndarray:
        """Whether each image has each of `labels`; only for sets whose images may have several.

        Returns
        -------
        np.ndarray
            (n, labels) of bool
        """
    @property
    def values(self) -> np.ndarray:
        """The numbers of each image; only for sets of `numbers`.

        Returns
        -------
        np.ndarray
            (n, numbers) of float64
        """
    def for_task(self, task: str | None = None) -> ImageSet:
        """The same images with the labels of a single task.

        Parameters
        ----------
        task
            One of `tasks`; None: the only one
        """
    def with_order(self, *classes: str, task: str | None = None) -> ImageSet:
        """The same set, whose classes have an order.

        Parameters
        ----------
        *classes
            All classes, from low to high; none if they are numbers
        task
            The task that they belong to, if the set has several
        """
    @property
    def marks(self) -> pd.DataFrame:
        """Whether each image has each class, or label; a number counts as one that all have. Of tasks of several kinds, all.

        Returns
        -------
        pd.DataFrame
            (images, marks) of bool
        """
    def counts(self) -> pd.DataFrame:
        """The number of images of each class in each split.

        Returns
        -------
        pd.DataFrame
            One row per class, or label; columns train, valid, test and 'none', as far as they occur
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

def of_one_target(o: object) -> ImageSet:
    """Return `o` if a single report can be about it: one class an image, several labels, or numbers.

    Parameters
    ----------
    o
        The value passed as an `ImageSet`
    """

def checked_set(table, name, root, ignored = None, tasks = None): ...

def set_from_rows(
    df,
    root,
    name,
    first = 0,
    tasks = None,
    allow_unsplit = False,
    unlabelled = False,
): ...

def images_code(images: ImageSet) -> str:
    """A line of code that recreates the image set.

    Returns
    -------
    str
        Python
    """
