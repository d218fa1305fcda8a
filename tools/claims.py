"""What the summary of each lesson claims, and where that was measured: `tools/lessons.py check` reads it.

One line a point of the summary: its first words, and the cells (ids) whose assertions support it, which
`python benchmarks/lesson_claims.py` runs with five seeds. A point without cells explains a term or gives advice:
there is nothing to measure.
"""

CLAIMS = {
    1: {
        'Transfer learning uses': '',
        'It is the *weights*': '7fa32c12 06fed3e9',
        'An accuracy needs': '',
        '*Few* labels does not': 'd610a6c4',
        'How much it pays depends': '3fca93e5 e2df88dc',
    },
    2: {
        'A convolution places': '82012e3e fd02c409 eff1e8b8',
        'The early filters': '91594957',
        'A position of a late stage': '41f82688',
        'The thousand names': '5e733567',
        'With random weights': '09325917',
    },
    3: {
        'Parameters say': '2ceda9a6',
        'Each family has': '645e535b 747d3193 b045011b',
        'A network that is better': '8ec72cf5',
        'A shortlist ranks': '8ec72cf5 c88a3dbf',
        'You need not use': 'c88a3dbf',
    },
    4: {
        'A probe curve shows': 'les04006 les04015',
        'Early stages know': 'fbf3b262',
        '`truncate_after=` removes': '5a34d2b5 les04031',
        'Test an instrument': 'les04028',
        'Fine-tuning mostly': 'les04038 les04043 les04049',
    },
    5: {
        'A head for fixed features': 'e4c6407e',
        'Softmax turns': 'e1d871de 6a1258c5',
        'Cross-entropy is': '0946f965 a9759755',
        'Frozen parts are run once': '14ecd6cf 847fdf4f',
        'Frozen weights are not': '405b3dcc 1247af89',
    },
    6: {
        'A step is the gradient': 'f49764bc ae807be2',
        'A finder': 'f1086a1c 085aaebe eb6420cd',
        'One-cycle takes': 'a3222d96',
        'The body has something': 'fbd79c26 b574e654 c8526693',
        'Forgetting does not show': 'a7337748 264d9af0',
    },
    7: {
        'A network can memorise': 'a3121f31 e0daf8f6',
        'Overfitting is': 'eb5de04c 1fb7a9a4',
        'Early stopping and': '9ec09fa9',
        'Augmentation is': '0e04c892 b411f7aa',
        'Test each remedy': '',
    },
    8: {
        'Split by what': '7bc074f8',
        'Shuffle all labels': '582e4e4a',
        'An interval is valid': '9a0021fc',
        'The best of many': '9c6d38d2 d3d144d9',
        'For a rare class': 'bc6e8358 6ab94ce9 35783b08 e361b423',
    },
    9: {
        'A good result is valid': '91364194 61e16901',
        'A shift has two parts': '54e8b9d1',
        'Put the majority': 'd541c312',
        'A few labels': 'c8ccc296',
        'Negative transfer': '2a79bdb8',
    },
    10: {
        'First the files': '',
        'An audit finds': 'fadc0096 ce4f9c63',
        'Copies on both sides': 'ded16fd7',
        'A result is worth': '68675e9d',
        'In the field': '2cfa94aa b6bc8f12',
    },
    11: {
        'Probabilities compare': '9889b75e',
        'Familiarity asks': '1b3893e3 114c71be',
        'What makes a stranger': '6f638b29',
        'To a network of tokens': 'bb02746d b61b1370',
        'Before you label more': 'dae208b3 533afcd9',
    },
}
