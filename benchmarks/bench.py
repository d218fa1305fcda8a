"""How fast are others, and how fast is tl_nbdev, on one job? `make bench`; `make bench DEVICE=cuda` on a GPU.

    python benchmarks/bench.py                       # what is not measured yet, one process each; then the table
    python benchmarks/bench.py --only 'ours: fifty heads'     # one measurement anew
    python benchmarks/bench.py --table               # the tables of what there is; `make readme` puts them there

Each result is written to benchmarks/results/speed-<machine>.json as soon as it is there, so an interrupted run goes on.
A machine has a file of its own: only what was measured on one machine is set in proportion.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
import traceback
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


def measurements():
    "Name → function without arguments."
    import forward
    import growth
    import hot_spots
    import ours
    import rivals
    from common import elpv

    def rival(name, frozen):
        return lambda: rivals.epochs(name, elpv(), frozen)

    made = {
        f'{name}: {kind} epoch': rival(name, kind == 'frozen')
        for name in rivals.ARMS
        for kind in ('frozen', 'unfrozen')
    }
    stock = [k for k in made if k.startswith('fastai')]
    return {
        **{k: made.pop(k) for k in stock},
        'ours: ten frozen epochs, one view': lambda: ours.ten_frozen(1),
        'ours: ten frozen epochs, four views': lambda: ours.ten_frozen(4),
        'ours: epoch of the last third': lambda: ours.epochs(ours.LAST_THIRD),
        'ours: unfrozen epoch': lambda: ours.epochs('all'),
        'ours: fifty heads': ours.fifty_heads,
        'fastai: fine_tune': lambda: rivals.fine_tune(elpv()),
        **{
            f'ours: time to accuracy, seed {s}': (lambda s=s: ours.time_to_accuracy(s))
            for s in range(5)
        },
        'ours: float32 and bfloat16': ours.precision,
        'forward: as stock': forward.as_stock,
        'forward: ours': forward.ours,
        'forward: ours, compiled': forward.compiled,
        'forward: ONNX Runtime': forward.onnx_runtime,
        'forward: OpenVINO': forward.openvino,
        'forward: matrix product': forward.matrix_peak,
        **{f'growth: {n} images': (lambda n=n: growth.growth(n)) for n in growth.SIZES},
        'hot spots: frozen epoch': lambda: hot_spots.hot_spots('head'),
        'hot spots: unfrozen epoch': lambda: hot_spots.hot_spots('all'),
        **made,
    }


def in_child(name):
    "Measure `name` here and print it as the last line."
    from common import machine

    before = machine()
    try:
        found = measurements()[name]()
    except (
        Exception
    ) as e:  # one that cannot be measured must not end the others: it is written down as such
        traceback.print_exc()
        found = {'not measured': f'{type(e).__name__}: {e}'[:300]}
    print(json.dumps({**found, 'machine': before}))


def measured(name, env):
    "The result of a process of its own."
    since = time.perf_counter()
    command = [sys.executable, __file__, '--child', name]
    out = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(out.stdout.splitlines()[-1])
    print(f'  {time.perf_counter() - since:.0f} s', flush=True)
    return found


def written(path, results):
    "Write the results; a kill leaves the old ones or the new ones."
    tmp = path.with_suffix('.tmp')
    tmp.write_text(json.dumps(results, indent=1) + '\n')
    os.replace(tmp, path)


def epoch(results, name):
    return statistics.median(results[name]['epochs'])


def reached(results):
    "Stock's best weighted validation accuracy, when it first had it, and when each of our seeds had it."
    stock = results['fastai: fine_tune']
    target = max(stock['weighted accuracy'])
    runs = [results[f'ours: time to accuracy, seed {s}'] for s in range(5)]
    ours = [
        next((t for v, t in zip(r['weighted accuracy'], r['until']) if v >= target), None)
        for r in runs
    ]
    first = next(t for v, t in zip(stock['weighted accuracy'], stock['until']) if v >= target)
    return target, first, ours


def rows(results):
    "(what, seconds of others, seconds of ours) of what is measured on this machine."
    frozen, unfrozen = (epoch(results, f'fastai: {k} epoch') for k in ('frozen', 'unfrozen'))
    for name in ('torch loop', 'torch loop, bfloat16', 'HF Trainer', 'Keras (torch)'):
        for kind, stock in (('frozen', frozen), ('unfrozen', unfrozen)):
            key = f'{name}: {kind} epoch'
            if key in results:
                yield f'{kind} epoch, {name}', stock, epoch(results, key)
    for views in ('one view', 'four views'):
        for kind, took in results.get(f'ours: ten frozen epochs, {views}', {}).items():
            if kind in ('cold', 'warm'):
                yield (
                    f'**ten frozen epochs, {views}, {kind}**',
                    10 * frozen,
                    statistics.median(took),
                )
    third = 'epoch of the last third'
    for key, what, stock in (
        (third, f'**{third} of the stages**, against an unfrozen one', unfrozen),
        (third, f'**{third} of the stages**, against a frozen one', frozen),
        ('unfrozen epoch', '**unfrozen epoch**', unfrozen),
    ):
        if f'ours: {key}' in results:
            yield what, stock, epoch(results, f'ours: {key}')
    if fifty := results.get('ours: fifty heads'):
        heads = f"**{fifty['heads']} heads at once, ten epochs each**, against one frozen epoch"
        yield heads, frozen, statistics.median(fifty['seconds'])
    yield from time_to_accuracy(results)


def time_to_accuracy(results):
    "The row of how long it takes to reach what stock reaches, if all of that is measured, and all seeds reach it."
    if not {'fastai: fine_tune', *(f'ours: time to accuracy, seed {s}' for s in range(5))} <= set(
        results
    ):
        return
    target, first, ours = reached(results)
    aim = f'**time to {target:.3f} weighted validation accuracy, the head solved, mean of 5 seeds**'
    if all(ours):
        yield aim, first, statistics.mean(ours)


def table(results):
    "Markdown."
    yield '| what (tl_nbdev in bold) | fastai | this | times faster |\n|---|---:|---:|---:|'
    for what, theirs, ours in rows(results):
        yield f'| {what} | {theirs:.1f} s | {ours:.2f} s | {theirs / ours:.1f}× |'


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('--device', choices=['cpu', 'cuda'], default='cpu')
    ap.add_argument('--only', nargs='+', default=[], help='measure these anew')
    ap.add_argument('--table', action='store_true')
    ap.add_argument('--child')
    args = ap.parse_args()
    if args.child:
        return in_child(args.child)
    env = {
        **os.environ,
        'PYTHONWARNINGS': 'ignore',
        **({'CUDA_VISIBLE_DEVICES': ''} if args.device == 'cpu' else {}),
    }
    path = HERE / 'results' / f'speed-{this_machine(args.device)}.json'
    results = json.loads(path.read_text()) if path.exists() else {}
    if args.only and (unknown := set(args.only) - set(measurements())):
        ap.error(f'--only: unknown {unknown}; there are {[*measurements()]}')
    names = [] if args.table else args.only or [n for n in measurements() if n not in results]
    for i, name in enumerate(names, 1):
        print(f'{i}/{len(names)} {name}', flush=True)
        results[name] = measured(name, env)
        written(path, results)
    print(*readme_lines(), sep='\n')


def this_machine(device):
    "A name for this machine that a file can have."
    from common import machine

    m = machine()
    name = m['cpu'] if device == 'cpu' else m['device']
    return '-'.join(re.findall('[a-z0-9]+', f"{name} {m['cores']} cores".lower()))


def readme_lines():
    "A table for each machine that has measured anything beside stock fastai, with its facts."
    lines = []
    for path in sorted((HERE / 'results').glob('speed-*.json')):
        results = measured_in(path)
        if not all(f'fastai: {k} epoch' in results for k in ('frozen', 'unfrozen')):
            continue
        lines += [
            *([''] if lines else []),
            *table(results),
            '',
            *work_done(results),
            facts(results),
        ]
    return lines


def work_done(results):
    "A line on how much of what the machine can compute an unfrozen epoch uses, if both were measured."
    ours = results.get('ours: unfrozen epoch', {})
    peak = results.get('forward: matrix product')
    if peak is None or 'images' not in ours:
        return
    trained, validated = ours['images']
    forward = peak['GFLOP an image']
    rate = (3 * trained + validated) * forward / epoch(results, 'ours: unfrozen epoch')
    most = peak['torch.bfloat16, GFLOP/s']
    yield (
        f'An unfrozen epoch computes {rate:.0f} GFLOP/s, {rate / most:.0%} of a large bfloat16 matrix product '
        '(forward work three times for a training image, once for a validation image).'
    )


def measured_in(path):
    "The results in a file, less what could not be measured."
    return {k: v for k, v in json.loads(path.read_text()).items() if 'not measured' not in v}


def facts(results):
    "The machine, the versions and the days, in a line."
    from common import measured_on

    days = sorted({o['machine']['date'] for o in results.values()})
    machine = results['fastai: frozen epoch']['machine']
    return measured_on({**machine, 'date': ' to '.join(dict.fromkeys([days[0], days[-1]]))})


if __name__ == '__main__':
    main()
