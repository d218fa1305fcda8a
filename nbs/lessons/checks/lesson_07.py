"The checks of lesson 7."

import tl_nbdev as tl


def _with_dropout_of_phase(run):
    "A run as plain data; dropout stands in its phases, also if it was given with the head."
    rate = run['head'].pop('dropout')
    for p in run['plan']['phases']:
        p['dropout'] = rate if p['dropout'] is None else p['dropout']
    return run


def check_fair(plain, changed, what='dropout', seeds=3):
    "Two lists of runs that differ in one option of the plan, and in nothing else."
    why = 'Change one thing at a time: otherwise nobody can say which one did it.'
    if not plain or not changed:
        return tl.Check(False, 'no runs yet', 'Assign two lists of runs.')
    for runs in (plain, changed):
        if not (found := tl.check_seeds(runs, seeds)):
            return found
    if {r.seed for r in plain} != {r.seed for r in changed}:
        return tl.Check(False, 'the two sides have different seeds', why)
    a, b = (_with_dropout_of_phase(r[0].to_dict()) for r in (plain, changed))
    differ = [
        k
        for k in ('backbone', 'head', 'size', 'batch_size', 'augment', 'split_fingerprint')
        if a[k] != b[k]
    ]
    p, q = (o['plan']['phases'][0] for o in (a, b))
    differ += [k for k in p if p[k] != q[k]]
    if what not in differ:
        return tl.Check(
            False, f'{what} is the same on both sides', f'The question is about {what}.'
        )
    others = ', '.join(k for k in differ if k != what)
    return tl.Check(
        not others,
        f'they differ in {what}' + (f', and in {others}' if others else ' alone'),
        why,
        f'Same images, same rate, same seeds: a difference can only be due to {what}, or to the luck '
        'that the seeds show.',
    )


def three_runs(heads, shuffled, cells):
    "The runs of exercise 2; the functions are the lesson's."
    return {
        'A': heads(draw=1, images=shuffled(cells, 7)).runs[0],
        'B': heads(draw=1, lr=2e-5).runs[0],
        'C': heads(draw=1).runs[0],
    }


def check_diagnosis(answer):
    "What each of the three runs suffers from."
    right = {'A': 'shuffled labels', 'B': 'learned too little', 'C': 'overfitting'}
    if not isinstance(answer, dict) or set(answer) != set(right):
        return tl.Check(False, repr(answer), 'Give an answer for each of A, B and C.')
    wrong = [k for k in right if answer[k] != right[k]]
    hints = {
        'A': 'Its validation loss never gets clearly below guessing: what it learned is not true for new '
        'images.',
        'B': 'It has not even learned the training images: look at its training loss.',
        'C': 'Its validation loss was well below guessing, and then rose. With labels that mean nothing '
        'it never gets clearly below.',
    }
    return tl.Check(
        not wrong,
        f'{len(right) - len(wrong)} of {len(right)} correct',
        ' '.join(f'{k}: {hints[k]}' for k in wrong),
        'The training loss tells whether anything was learned, the lowest validation loss whether '
        'it is true elsewhere, '
        'and the end of the curve whether the head has become too sure.',
    )


def check_decay(decay):
    "The best of four weight decays."
    little = (
        'each step shrinks a weight by the fraction rate × decay, and there are only eighty steps.'
    )
    return tl.check_number(
        decay,
        30.0,
        misconceptions={
            0.01: f'That is the usual value, and it does next to nothing here: {little}',
            0.1: f'Still next to nothing: {little}',
            1.0: 'Better than the smaller ones; have you tried all of them, to the end of training?',
        },
        because='With rate × decay as the fraction, only the strongest one shrinks the weights '
        'noticeably in eighty steps: '
        'a head of small weights is less sure of its mistakes.',
    )
