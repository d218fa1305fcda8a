"The checks of lesson 5."

import numpy as np
import torch

import tl_nbdev as tl


def check_size(answer):
    "The parameters of a head with a hidden layer."
    return tl.check_number(
        answer,
        1280 * 512 + 512 + 512 * 37 + 37,
        misconceptions={
            1280 * 512
            + 512
            * 37: 'The biases are missing: each layer adds one number for each of its outputs.',
            1280 * 37 + 37: 'That is a head without the hidden layer.',
            1280 * 512
            + 512: 'That is the hidden layer alone: the table with a row for each class is missing.',
        },
        because='Each layer has a weight for each pair of input and output, and a bias for each '
        'output. Nearly all of them '
        'are in the hidden layer.',
    )


def check_loss(answer, loss):
    "The lowest loss with one softmax too many, and a loss without that bug."
    floor = tl.check_number(
        answer,
        float(np.log1p(np.exp(-1))),
        within=0.005,
        misconceptions={
            0.0: 'That is the lowest loss without the bug: with softmax twice, the second one only sees '
            'values from 0 to 1.',
            float(np.log(2)): 'That is what guessing costs. It can do a little better.',
        },
        because='With softmax twice, even the surest answer costs that much.',
    )
    if not floor:
        return floor
    right, wrong = (loss(torch.tensor([[50.0, 0.0]]), torch.tensor([k])).item() for k in (0, 1))
    return tl.Check(
        right < 0.01 and wrong > 40,
        f'confident and correct costs {right:.2f}, confident and wrong {wrong:.2f}',
        'A confident mistake must cost much more than an uncertain answer, and a confident correct answer '
        'nothing. Is there one softmax too many?',
        'Cross-entropy takes logits, without limits. Between 0 and 1 they can differ by one at '
        'most, so the second '
        'softmax is never sure.',
    )


def check_rest(answer):
    "The head has changed, and nothing below it."
    if not (isinstance(answer, tuple) and len(answer) == 2):
        return tl.Check(False, f'{answer!r}', 'Assign the pair (before, learner).')
    return tl.check_frozen(*answer, [f'stage{i}' for i in range(1, 6)])
