"The picture at the top of each lesson: `python tools/pictures.py` writes nbs/lessons/images."

import io
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image, ImageFilter

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / 'nbs/lessons/images'
BLUE, ORANGE, GREEN, GREY = '#0072B2', '#D55E00', '#009E73', '#777777'


def stamps(n, seed=0, of=None):
    "(picture, label) of `n` stamps of each class."
    import tl_nbdev as tl

    table = tl.load_images('stamps').table
    part = table if of is None else table[table.label.isin(of)]
    some = part.groupby('label').sample(n, random_state=seed)
    return [
        (tl.open_image(p).convert('RGB').resize((128, 128)), c)
        for p, c in zip(some.path, some.label)
    ]


def show(ax, image, title='', **kw):
    ax.imshow(image, **kw)
    ax.set_title(title, fontsize=11)
    ax.set_axis_off()


def thirty():
    "Lesson 1: five pictures of each of six classes."
    fig, axs = plt.subplots(3, 10, figsize=(9, 3.3), layout='constrained')
    for i, (ax, (image, label)) in enumerate(zip(axs.flat, stamps(5))):
        show(ax, image, label if i % 5 == 2 else '')
    return fig


def nine_numbers():
    "Lesson 2: a photograph, nine of its numbers, and a filter."
    from skimage import data

    photo = Image.fromarray(data.chelsea()).convert('L').crop((80, 20, 380, 300))
    fig, axs = plt.subplots(1, 4, figsize=(9, 2.5), layout='constrained')
    show(axs[0], photo, 'a photograph', cmap='gray')
    axs[0].add_patch(plt.Rectangle((88, 92), 12, 12, fill=False, color=ORANGE, linewidth=2))
    patch = np.asarray(photo)[95:98, 90:93]
    for ax, numbers, title in (
        (axs[1], patch, 'nine of its numbers'),
        (axs[2], np.tile([-1, 0, 1], (3, 1)), 'times nine others'),
    ):
        show(ax, numbers, title, cmap='gray')
        for (i, j), v in np.ndenumerate(numbers):
            ax.text(j, i, v, ha='center', va='center', color=ORANGE, fontsize=14)
    axs[3].text(0.5, 0.5, '= ?', ha='center', va='center', fontsize=40)
    axs[3].set_axis_off()
    return fig


def seven_networks():
    "Lesson 3: how many parameters seven networks have."
    import timm
    import torch

    years = {
        'vgg16': 2014,
        'resnet18': 2015,
        'resnet50': 2015,
        'densenet121': 2016,
        'mobilenetv3_large_100': 2019,
        'tf_efficientnet_lite0': 2020,
        'coatnet_0_rw_224': 2021,
    }
    with torch.device('meta'):
        sizes = [sum(p.numel() for p in timm.create_model(n).parameters()) / 1e6 for n in years]
    fig, ax = plt.subplots(figsize=(8, 2.8), layout='constrained')
    ax.barh([f'{n}, {y}' for n, y in years.items()], sizes, color=BLUE)
    ax.bar_label(ax.containers[0], [f'{s:.0f}' for s in sizes], padding=4)
    ax.invert_yaxis()
    ax.set(title='Millions of parameters. Which of them sees best?', xlim=(0, 155))
    return fig


def where_to_cut():
    "Lesson 4: the stages of a network, as wide as their maps are and as high as they have channels."
    import tl_nbdev as tl

    stages = tl.backbone(weights=None).stages
    fig, ax = plt.subplots(figsize=(8, 2.4), layout='constrained')
    x = 0
    for name, side, channels in zip(stages.stage, stages.resolution, stages.channels):
        width, height = side / 40 + 0.3, np.log2(channels) / 3
        ax.add_patch(plt.Rectangle((x, -height / 2), width, height, color=BLUE))
        ax.text(
            x + width / 2,
            0,
            f'{name}\n{channels}',
            ha='center',
            va='center',
            color='white',
            fontsize=9,
        )
        x += width + 0.25
        ax.text(x - 0.12, 2.1, '✂ ?', ha='center', fontsize=13, color=ORANGE)
        ax.plot([x - 0.12] * 2, [-1.9, 1.9], ':', color=ORANGE)
    ax.set(xlim=(-0.2, x + 0.2), ylim=(-2, 2.6))
    ax.set_axis_off()
    return fig


def one_table():
    "Lesson 5: the features of a picture, a table with two rows, and two probabilities."
    import tl_nbdev as tl

    some = tl.load_images('stamps').take(range(20, 446, 60))  # the first is shown
    features = list(tl.stage_features(some, tl.backbone(), 112).values())[-1][0, :96]
    rng = np.random.default_rng(0)
    fig, axs = plt.subplots(
        1, 4, figsize=(9, 2.2), layout='constrained', width_ratios=(1, 2, 2, 1.2)
    )
    show(axs[0], tl.open_image(some.table.path.iloc[0]).convert('RGB'), 'a picture')
    show(axs[1], features.reshape(8, 12), 'what the network saw', cmap='viridis')
    show(axs[2], rng.normal(size=(2, 12)), 'one small table', cmap='coolwarm')
    axs[3].barh(['one class', 'the other'], [0, 0])
    axs[3].set(xlim=(0, 1), title='probabilities?')
    return fig


def three_walks():
    "Lesson 6: eight steps at three rates."
    fig, axs = plt.subplots(1, 3, figsize=(9, 2.5), layout='constrained', sharey=True)
    line = np.linspace(-3.2, 3.2, 100)
    for ax, rate, name in zip(axs, (0.03, 0.3, 1.05), 'ABC'):
        path = -2.0 * (1 - 2 * rate) ** np.arange(9)
        ax.plot(line, line**2, color=GREY)
        ax.plot(path, path**2, '-o', color=ORANGE)
        ax.plot(path[0], path[0] ** 2, 'o', color=BLUE, markersize=10)
        ax.set(
            title=f'{name}: eight steps from the blue dot',
            xlim=(-3.3, 3.3),
            ylim=(-0.5, 11),
            xlabel='a weight',
        )
    axs[0].set_ylabel('loss')
    return fig


def nonsense():
    "Lesson 7: digits with shuffled labels."
    import tl_nbdev as tl

    table = tl.load_images('digits').table.sample(10, random_state=1)
    labels = np.random.default_rng(3).permutation(table.label)
    fig, axs = plt.subplots(1, 10, figsize=(9, 1.4), layout='constrained')
    for ax, path, label in zip(axs, table.path, labels):
        show(ax, tl.open_image(path), f'“{label}”', cmap='gray')
    return fig


def two_splits():
    "Lesson 8: the same forty cells of five modules, split in two ways."
    fig, ax = plt.subplots(figsize=(9, 1.9), layout='constrained')
    rng = np.random.default_rng(0)
    ways = {'one student': rng.permutation(40) < 10, 'the other': np.arange(40) // 8 == 3}
    for row, (name, test) in enumerate(ways.items()):
        for i in range(40):
            ax.plot(i + i // 8, -row, 's', markersize=11, color=ORANGE if test[i] else BLUE)
        ax.text(-1, -row, name, ha='right', va='center')
    for i in range(5):
        ax.text(9 * i + 3.5, 0.6, f'module {i + 1}', ha='center', fontsize=9)
    ax.set(
        xlim=(-7, 45), ylim=(-1.6, 1.1), title='Blue cells to learn from, orange ones to test with'
    )
    ax.set_axis_off()
    return fig


def elsewhere():
    "Lesson 9: learned from these, used on those."
    pictures = [o for o, _ in stamps(1, 4, ('animals', 'clothes', 'plants', 'vehicles'))]
    changes = (
        lambda o: Image.fromarray((np.asarray(o) * np.array([0.45, 0.6, 1.0])).astype(np.uint8)),
        lambda o: o.filter(ImageFilter.GaussianBlur(4)),
        lambda o: Image.fromarray(255 - np.asarray(o)),
        lambda o: o.convert('L').convert('RGB').rotate(35, fillcolor='black'),
    )
    fig, axs = plt.subplots(2, 4, figsize=(7, 3.3), layout='constrained')
    for column, image, change in zip(axs.T, pictures, changes):
        show(column[0], image)
        show(column[1], change(image))
    axs[0, 0].set_title('learned from these …', loc='left', fontsize=11)
    axs[1, 0].set_title('… and used on those?', loc='left', fontsize=11)
    return fig


def messy():
    "Lesson 10: eight files of a folder as people hand it over."
    chosen = stamps(4, seed=2, of=('animals', 'vehicles'))
    animals, vehicles = ([o for o, c in chosen if c == name] for name in ('animals', 'vehicles'))
    cut = np.asarray(vehicles[1]).copy()
    cut[70:] = 128
    small = io.BytesIO()
    animals[0].resize((40, 40)).save(small, 'JPEG', quality=40)
    files = [
        ('animals/1.jpg', animals[0]),
        ('animals/1 (copy).jpg', Image.open(small).resize((128, 128))),
        ('animals/7.jpg', vehicles[0]),
        ('animals/9.jpg', animals[1].rotate(90)),
        ('vehicles/2.jpg', vehicles[2]),
        ('vehicles/3.jpg', Image.fromarray(cut)),
        ('vehicles/4.jpg', Image.new('RGB', (128, 128), 'white')),
        ('vehicles/8.jpg', vehicles[3]),
    ]
    fig, axs = plt.subplots(1, 8, figsize=(10, 1.7), layout='constrained')
    for ax, (name, image) in zip(axs, files):
        show(ax, image)
        ax.set_title(name, fontsize=8)
    return fig


def a_tractor():
    "Lesson 11: five pictures with their classes, and one of a class that was not taught."
    table = sorted({c: image for image, c in stamps(1, seed=3)}.items())
    known = [(c, image) for c, image in table if c != 'vehicles']
    ((stranger, _),) = stamps(1, seed=5, of=['vehicles'])
    fig, axs = plt.subplots(1, 6, figsize=(9, 1.9), layout='constrained')
    for ax, (name, image) in zip(axs, [*known, ('?', stranger)]):
        show(ax, image, name)
    return fig


LESSONS = (
    thirty,
    nine_numbers,
    seven_networks,
    where_to_cut,
    one_table,
    three_walks,
    nonsense,
    two_splits,
    elsewhere,
    messy,
    a_tractor,
)


def main():
    FOLDER.mkdir(exist_ok=True)
    plt.rcParams['font.size'] = 10
    for number, draw in enumerate(LESSONS, 1):
        path = FOLDER / f'{number:02}.png'
        fig = draw()
        fig.savefig(path, dpi=80, metadata={'Software': None})
        plt.close(fig)
        with Image.open(path) as image:  # a palette: a third of the size
            small = image.convert('RGB').quantize(128)
        small.save(path, optimize=True)
        print(path.relative_to(ROOT), f'{path.stat().st_size / 1024:.0f} KB')


if __name__ == '__main__':
    main()
