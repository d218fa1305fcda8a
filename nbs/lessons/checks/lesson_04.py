"The checks of lesson 4."

import tl_nbdev as tl


def check_stage(asked, answer):
    "The earliest of the best stages of a pretrained network."
    if asked is None:
        return tl.Check(
            False,
            'no result',
            'Run tl.probe_stages on photos and put the result into asked.',
        )
    if 'random' in asked.name:
        return tl.Check(
            False,
            'this network has random weights',
            'The question is what a pretrained network knows.',
        )
    if 'photos' not in asked.name:
        return tl.Check(
            False,
            f'that is about {asked.name}',
            'The question is about photos: tl.probe_stages of these.',
        )
    t = asked.table.set_index('stage').probe
    if answer not in t:
        return tl.Check(False, f'{answer!r} is not a stage', f"Choose one of {', '.join(t.index)}.")
    why = (
        'It needs fewer weights, but it clearly knows less.'
        if answer < asked.best
        else 'An earlier one is as good. Early stages know what is small and everywhere; a '
        'late stage loses it.'
    )
    return tl.Check(
        answer == asked.best,
        f'{answer} has an accuracy of {t[answer]:.2f}',
        why,
        'The traces of JPEG are small and everywhere: an early stage sees them, and a later one '
        'adds nothing that the '
        'images can show.',
    )


def check_planted(backbone):
    "Compare weights, stage by stage."
    if not hasattr(backbone, 'body'):
        return tl.Check(False, f'{backbone!r} is not a backbone', 'Make one with tl.backbone(…).')
    mine, pretrained = [dict(b.body().named_children()) for b in (backbone, tl.backbone())]
    if list(mine) != list(pretrained):
        return tl.Check(
            False,
            f'it has {len(mine)} stages',
            'A removed stage knows nothing, but it is not there either: re-initialise it instead.',
        )
    same = [
        s
        for s in mine
        if all((p == q).all() for p, q in zip(mine[s].parameters(), pretrained[s].parameters()))
    ]
    wanted = ['stage1', 'stage2', 'stage3']
    saw = f"with ImageNet weights: {', '.join(same) or 'no stage'}"
    lost = [s for s in wanted if s not in same]
    left = [s for s in same if s not in wanted]
    if lost:
        return tl.Check(
            False,
            saw,
            f"{', '.join(lost)} should have the ImageNet weights: not all weights "
            f"should be random.",
        )
    return tl.Check(
        not left,
        saw,
        f"{', '.join(left)} should know nothing.",
        'The design is unchanged: only what stages 4 and 5 had learned is gone. So any '
        'difference is due to that.',
    )


def check_surgery(before, learn):
    "Stage 4 and the head have changed, and nothing else."
    if before is None:
        return tl.Check(
            False, 'no snapshot', 'Take it before the training: before = tl.snapshot(patient).'
        )
    now = tl.snapshot(learn)
    still = [o for o in ('stage4', 'head') if now[o] == before[o]]
    if still and now != before:
        return tl.Check(
            False,
            f'{" and ".join(still)} has not changed',
            'Stage 4 should learn, together with the head.',
        )
    return tl.check_frozen(before, learn, ['stage1', 'stage2', 'stage3'])
