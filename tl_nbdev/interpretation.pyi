# Written by tools/stubs.py from interpretation.py: do not edit.
"""Look inside a pretrained network: what its stages know, what its channels respond to, and what training changed."""

import numpy as np
import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.images import ImageSet
from tl_nbdev.learner import Augment
from tl_nbdev.networks import Backbone, Head
from tl_nbdev.plans import Plan
from typing import Literal

__all__ = ['nearest_neighbour', 'fold_numbers', 'out_of_fold', 'accuracy_interval', 'StageProbe', 'probe_stages', 'palette', 'keep_report', 'table_as_text', 'Pictures', 'filters', 'check_stage', 'stage_maps', 'one_picture', 'feature_maps', 'receptive_field', 'strongest_responses', 'top_patches', 'patches_at', 'Cam', 'cam', 'Drift', 'drift', 'stage_matrix', 'logistic_regression', 'Suspects', 'suspects', 'neighbours', 'Embedding', 'embedding_map']

def nearest_neighbour(n): ...

def fold_numbers(images, folds, seed):
    """The fold of each image."""

def out_of_fold(make, x, images, fold, how = 'predict', weigh = None):
    """Out-of-fold predictions for each image; `weigh` names the fit argument that takes sample weights."""

def accuracy_interval(right, weight):
    """Weighted accuracy and the bounds of its 95 % interval."""

@dataclass(frozen=True, eq=False)
class StageProbe:
    """How well each stage of a network separates the classes, and what it costs to compute.

    Parameters
    ----------
    table
        One row per stage: stage, parameters, MB, ms, probe, probe_low, probe_high, knn, knn_low, knn_high
    majority
        The accuracy of always predicting the most frequent class
    name
        Network and images
    """
    table: pd.DataFrame
    """One row per stage: stage, parameters, MB, ms, probe, probe_low, probe_high, knn, knn_low, knn_high"""
    majority: float
    """The accuracy of always predicting the most frequent class"""
    name: str
    """Network and images"""
    @property
    def judged_by(self) -> str:
        """The column that ranks the stages: 'tuned' if the cut networks were trained, else 'probe'."""
    @property
    def tied(self) -> list[str]:
        """The stages within one standard error of the highest, ordered by depth."""
    @property
    def best(self) -> str:
        """The earliest of the tied stages, which is the cheapest."""
    def plot(
        self,
        ax: Axes | None = None,
        x: Literal['stage', 'parameters', 'ms', 'MB'] = 'stage',
    ) -> Axes:
        """Plot accuracy against depth or cost, with 95 % intervals and a ring around the stage to keep.

        Parameters
        ----------
        ax
            matplotlib Axes, which may already show another network; a new figure if None
        x
            The x axis: 'stage', 'parameters', 'ms' or 'MB'

        Returns
        -------
        Axes
            The Axes
        """

def probe_stages(
    images: ImageSet,
    network: Backbone | Learner,
    size: int | None = None,
    folds: int = 5,
    seed: int = 0,
    task: str | None = None,
) -> StageProbe:
    """Cross-validate a linear probe and nearest neighbours on the features of each stage.

    Parameters
    ----------
    images
        Images of the test split are left out
    network
        Pretrained, or trained by you
    size
        Image size (pixels); the network's own if None
    seed
        Seed of the folds
    task
        Name of the task, if the set has several
    """

palette: tuple[str, ...]

def keep_report(
    images: ImageSet,
    bb: Backbone,
    plan: Plan | None = None,
    size: int | None = None,
    head: Head = ...,
    augment: Augment = 'flips',
    seed: int = 0,
) -> StageProbe:
    """Compare accuracy and cost of a network cut after each of its stages. Ctrl-C keeps the finished stages.

    Parameters
    ----------
    images
        ImageSet with the splits 'train' and 'valid'; the test split is left out
    plan
        Plan for training each cut network; None: only probe the features
    size
        Image size (pixels); the network's own if None
    head
        The head of each cut network
    augment
        As in `dataloaders`

    Returns
    -------
    StageProbe
        With a plan, also the columns tuned, tuned_low and tuned_high
    """

def table_as_text(table, digits = 3, kind = 'f'):
    """The table as text; file names are escaped where they would not print."""

@dataclass(frozen=True, eq=False)
class Pictures:
    """Little pictures, each with a title, and a table about them.

    Parameters
    ----------
    table
        One row per picture
    pictures
        (height, width) or (height, width, 3), 0 … 1
    titles
        One per picture
    title
        Of the whole figure
    across
        Pictures per row
    """
    table: pd.DataFrame
    """One row per picture"""
    pictures: list[np.ndarray]
    """(height, width) or (height, width, 3), 0 … 1"""
    titles: list[str]
    """One per picture"""
    title: str
    """Of the whole figure"""
    across: int = 8
    """Pictures per row"""
    def plot(self, axes: Sequence[Axes] | np.ndarray | None = None) -> np.ndarray:
        """Draw the pictures, row by row.

        Parameters
        ----------
        axes
            One per picture; None: in a new figure

        Returns
        -------
        np.ndarray
            Of Axes, flat
        """

def filters(network: Backbone | Learner) -> Pictures:
    """The filters of the first convolution as pictures, highest contrast first; grey is 0.

    Parameters
    ----------
    network
        Pretrained, or trained by you

    Returns
    -------
    Pictures
        Table: filter, contrast, colour
    """

def check_stage(stage, known):
    """Raise TLError unless the network has this stage; return it."""

def stage_maps(body, x, stage):
    """Feature maps of one stage for uint8 pictures."""

def one_picture(image, body):
    """One image file as a uint8 batch (1, channels, size, size)."""

def feature_maps(
    network: Backbone | Learner,
    image: str | Path,
    stage: str,
    n: int = 16,
    size: int | None = None,
) -> Pictures:
    """The responses of the channels of a stage to one picture, as little pictures.

    Parameters
    ----------
    network
        Pretrained, or trained by you
    image
        An image file
    stage
        Such as 'stage2'
    n
        Number of channels; those that vary most over the picture come first
    size
        Image size (pixels); the network's own if None

    Returns
    -------
    Pictures
        Table: channel, mean, highest, spread
    """

def receptive_field(body, stage):
    """The width in pixels of the receptive field of one position of a stage's map."""

def strongest_responses(body, squares, stage):
    """Per image and channel: the highest response and its flat index on the map; and the map's width."""

def top_patches(
    images: ImageSet,
    network: Backbone | Learner,
    stage: str,
    channels: Sequence[int] | None = None,
    n: int = 8,
    size: int | None = None,
) -> Pictures:
    """The image patches to which a channel responds most strongly.

    Parameters
    ----------
    images
        To search
    network
        Pretrained, or trained by you
    stage
        Such as 'stage3'
    channels
        Channel indices; None: the four whose strongest responses stand out most
    n
        Patches per channel, each from a different image
    size
        Image size (pixels); the network's own if None

    Returns
    -------
    Pictures
        Table: channel, path, x, y (centre, in pixels of the square), response
    """

def patches_at(images, body, stage, squares, strongest, channels, n):
    """`top_patches`, given the result of `strongest_responses`."""

@dataclass(frozen=True, eq=False)
class Cam:
    """The places where a network finds evidence for a class.

    Parameters
    ----------
    heat
        (size, size), 0 … 1
    picture
        (size, size, 3), uint8
    target
        The class
    probability
        The network's probability for it
    """
    heat: np.ndarray
    """(size, size), 0 … 1"""
    picture: np.ndarray
    """(size, size, 3), uint8"""
    target: str
    """The class"""
    probability: float
    """The network's probability for it"""
    @property
    def table(self) -> pd.DataFrame:
        """The heatmap as a table, one cell per pixel.

        Returns
        -------
        pd.DataFrame
            (size, size)
        """
    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the picture with the heatmap over it.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

def cam(
    learn: Learner,
    image: str | Path,
    target: str | None = None,
    stage: str | None = None,
) -> Cam:
    """Grad-CAM heatmap of one picture for one class.

    Parameters
    ----------
    learn
        From `transfer_learner`
    image
        An image file
    target
        The class; None: the most probable one
    stage
        Whose maps are used; None: the last one
    """

@dataclass(frozen=True, eq=False)
class Drift:
    """How much the stages of two networks differ.

    Parameters
    ----------
    table
        One row per stage: stage, cka (0 … 1), weights (relative distance)
    """
    table: pd.DataFrame
    """One row per stage: stage, cka (0 … 1), weights (relative distance)"""
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the similarity of the features and the distance of the weights, by stage.

        Parameters
        ----------
        ax
            matplotlib Axes; a new figure if None

        Returns
        -------
        Axes
            The Axes
        """

def drift(
    before: Backbone | Learner,
    after: Backbone | Learner,
    images: ImageSet,
    size: int | None = None,
) -> Drift:
    """Measure what training changed, stage by stage.

    Parameters
    ----------
    before
        Backbone or learner
    after
        Learner or backbone with the same architecture
    images
        ImageSet on which features are compared
    size
        Image size (pixels); that of `after` if None
    """

def stage_matrix(images, network, stage, size, file = None):
    """Standardised features of one stage (images, channels); those of `file` are the last row."""

def logistic_regression(): ...

@dataclass(frozen=True, eq=False)
class Suspects:
    """Images with their label doubt, distance from the others and nearest neighbour.

    Parameters
    ----------
    table
        One row per image, most doubtful label first: path, label, suggested, doubt, alone, nearest, apart
    """
    table: pd.DataFrame
    """One row per image, most doubtful label first: path, label, suggested, doubt, alone, nearest, apart"""
    @property
    def loners(self) -> pd.DataFrame:
        """The images, sorted by the distance to their neighbours.

        Returns
        -------
        pd.DataFrame
            The most distant first
        """
    @property
    def doubles(self) -> pd.DataFrame:
        """The images, sorted by the distance to the nearest other image.

        Returns
        -------
        pd.DataFrame
            The closest first
        """
    def plot(self, n: int = 8, axes: Sequence[Axes] | np.ndarray | None = None) -> np.ndarray:
        """Draw the images with the most doubtful labels: label → suggested label.

        Parameters
        ----------
        n
            Number of pictures
        axes
            One per picture; None: in a new figure

        Returns
        -------
        np.ndarray
            Of Axes, flat
        """

def suspects(
    images: ImageSet,
    network: Backbone | Learner,
    stage: str | None = None,
    size: int | None = None,
    folds: int = 5,
    seed: int = 0,
) -> Suspects:
    """Likely label errors, outliers and near-duplicates, by the features of a network.

    Parameters
    ----------
    images
        To look through
    network
        Pretrained, or trained by you
    stage
        Whose features are used; None: the best one by `probe_stages`
    size
        Image size (pixels); the network's own if None
    seed
        Seed of the folds

    Returns
    -------
    Suspects
        doubt: 1 minus the probability of the label; alone, apart: distances, 1 is typical
    """

def neighbours(
    images: ImageSet,
    network: Backbone | Learner,
    image: int | str | Path = 0,
    n: int = 7,
    stage: str | None = None,
    size: int | None = None,
) -> Pictures:
    """The images most similar to one image, by the features of a network.

    Parameters
    ----------
    images
        To search
    network
        Pretrained, or trained by you
    image
        Row of the table, or an image file, which may lie outside `images`
    n
        Number of neighbours
    stage
        Whose features are compared; None: the last one
    size
        Image size (pixels); the network's own if None

    Returns
    -------
    Pictures
        Table: path, label (empty for a file), distance; the image itself comes first
    """

@dataclass(frozen=True, eq=False)
class Embedding:
    """Images as points in the plane.

    Parameters
    ----------
    table
        One row per image: x, y, label, path
    """
    table: pd.DataFrame
    """One row per image: x, y, label, path"""
    method: Literal['pca', 'tsne']
    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the map, with a colour and a marker per class.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

def embedding_map(
    images: ImageSet,
    network: Backbone | Learner,
    stage: str | None = None,
    method: Literal['pca', 'tsne'] = 'tsne',
    size: int | None = None,
    seed: int = 0,
) -> Embedding:
    """A map of the images in two dimensions, by the features of a network.

    Parameters
    ----------
    images
        To draw, 5 or more
    network
        Pretrained, or trained by you
    stage
        Whose features are drawn; None: the last one
    method
        'pca' keeps large distances; 'tsne' keeps neighbours, not distances between groups
    size
        Image size (pixels); the network's own if None
    """
