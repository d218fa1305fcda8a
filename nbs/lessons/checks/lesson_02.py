"The checks of lesson 2."

import torch
import torch.nn.functional as F

import tl_nbdev as tl

LINES = {
    '/': torch.eye(9).flip(1),
    '\\': torch.eye(9),
    '—': torch.zeros(9, 9).index_fill(0, torch.tensor([4]), 1.0),
    '|': torch.zeros(9, 9).index_fill(1, torch.tensor([4]), 1.0),
}


def answers_of(filter, picture):
    "What a filter gives at each position of a picture."
    return F.conv2d(picture[None, None], filter.float()[None, None], padding=1)[0, 0]


def check_filter(filter):
    "Responds most to /, and not at all to an even area."
    if not isinstance(filter, torch.Tensor) or filter.shape != (3, 3):
        return tl.Check(
            False, f'{filter!r} is not a 3 × 3 table', 'Write torch.tensor([[…], […], […]]).'
        )
    ground = float(answers_of(filter, torch.ones(9, 9))[4, 4])
    answers = {k: float(answers_of(filter, p)[1:-1, 1:-1].max()) for k, p in LINES.items()}
    saw = ', '.join(f'{k} {v:.1f}' for k, v in answers.items()) + f'; even area {ground:.1f}'
    if abs(ground) > 1e-4:
        return tl.Check(
            False, saw, 'It responds to mere brightness: make its nine numbers add up to zero.'
        )
    rival = max((k for k in answers if k != '/'), key=answers.get)
    return tl.Check(
        answers['/'] > 1.2 * answers[rival],
        saw,
        f'It responds to {rival} nearly as much, or more. Give weight to the positions that '
        'the line / covers, and '
        'take it from the others.',
        'Its weights are high where the line is and low beside it, and they add up to zero, so '
        'mere brightness cancels.',
    )


def check_field(answer):
    "The receptive field of three convolutions with a stride of 2."
    return tl.check_number(
        answer,
        15,
        misconceptions={
            7: 'that is what three convolutions with a stride of 1 see: here neighbours are '
            '2, then 4 pixels apart',
            9: 'the fields overlap: a 3 × 3 filter adds one neighbour on either side',
            27: 'fields do not multiply: a 3 × 3 filter adds one neighbour on either side',
            3: 'that is a single filter; the second is applied to what the first has gathered',
        },
        because='The first filter sees 3 columns; the second adds two neighbours that are 2 pixels '
        'apart, the third two '
        'that are 4 apart: 3 + 4 + 8.',
    )


def check_prepare(prepare, cat, classified):
    "The network gets pixel values as in its training, and sees a cat."
    x = prepare(cat)
    size = cat.size[0]
    if getattr(x, 'shape', None) != (1, 3, size, size):
        return tl.Check(
            False, f'{type(x).__name__} of another shape', 'Return one image: (1, 3, size, size).'
        )
    name = classified(x)
    low = float(x.min())
    high = float(x.max())
    saw = f'values from {low:.1f} to {high:.1f}, classified as {name}'
    if high > 1.1:
        return tl.Check(
            False,
            saw,
            'In training the values were between -1 and 1. Which values do pixels have in a '
            'file, and which do mean and std expect?',
        )
    if low > -0.5:
        return tl.Check(
            False, saw, 'They are scaled, but not normalised: in training dark was -1, not 0.'
        )
    return tl.Check(
        'cat' in name,
        saw,
        'It is not recognised as a cat: are the channels in the order red, green, blue?',
        'The filters were learned on values from -1 to 1. On other values the same weights give other sums.',
    )
